/// The inner loops, which a processor may have in a form of its own.
///
/// Each requirement is defined by its documentation, and its default is the portable form. A form for
/// a target is an enum that has some of these functions otherwise, in a folder of its own beside
/// `Portable`; `Form` says which one a build takes. `KernelFormTests` hold every form against brute
/// force: list a new one there.
public protocol KernelForm {
  /// Σ x[i]·w[i] of int8 or little-endian int16 values x and as many int8 values w.
  ///
  /// The sum wraps, which the compiler has proven not to happen.
  ///
  /// - Parameter isInt16: whether x has two bytes for each weight; then `x.count` is even.
  static func dot(_ x: Span<UInt8>, isInt16: Bool, _ w: Span<UInt8>) -> Int32

  /// Adds Σ x[i]·w[lane·stride + i] to the sum of each of four output channels that share
  /// their input.
  ///
  /// - Precondition: The weights of all four lanes lie in w.
  static func addDots(
    _ x: Span<UInt8>, isInt16: Bool, _ w: Span<UInt8>, stride: Int, to sums: inout Sums)
}

/// The form that this build takes. A build for a target with more instructions takes another one here.
public typealias Form = Portable

/// The form that every processor can run.
public enum Portable: KernelForm {}

/// The sums of four output channels at one place.
public typealias Sums = InlineArray<4, Int32>
