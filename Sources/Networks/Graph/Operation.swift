/// What a layer computes.
///
/// Padding is symmetric, with zeros, and output sizes round down:
/// `(size + 2 · padding − kernel) / stride + 1`.
public enum Operation: Equatable, Sendable {
  /// Cross-correlation along a sequence.
  case convolution1D(Convolution1D)
  /// Cross-correlation over a picture.
  case convolution2D(Convolution2D)
  /// Per channel, `(x − mean) / √(variance + epsilon) · weight + bias`; on a vector, per value.
  case batchNorm(epsilon: Double = 1e-5)
  /// `max(x, 0)`.
  case relu
  /// `min(max(x, 0), 6)`.
  case relu6
  /// `x` where it is positive, `slope · x` elsewhere.
  case leakyReLU(slope: Double = 0.01)
  /// A smooth function of each value.
  case curve(Curve)
  /// The maximum of each window of a sequence; padding never wins.
  case maxPool1D(Pool1D)
  /// The maximum of each window of a picture; padding never wins.
  case maxPool2D(Pool2D)
  /// The mean of each window of a sequence; padding is left out of the sum and of the count.
  case averagePool1D(Pool1D)
  /// The mean of each window of a picture; padding is left out of the sum and of the count.
  case averagePool2D(Pool2D)
  /// The mean over all positions: a sequence or picture becomes a vector of its channels.
  case globalAveragePool
  /// `weight · x + bias` on a vector.
  case fullyConnected(outputs: Int, bias: Bool = true)
  /// The sum of two or more tensors of equal shape.
  case add
  /// The product of two or more tensors of equal shape.
  case multiply
  /// Two or more tensors one after the other along the channels.
  case concat
  /// All values as one vector, channels outermost, as in PyTorch.
  case flatten
  /// A sequence [channels, length] seen as a picture [1, channels, length]; time is its width.
  case transpose
  /// `exp(x) / Σ exp(x)` on a vector.
  case softmax
  /// Zeroes values with this probability in training and scales up the rest; else the identity.
  case dropout(rate: Double)
}

/// What slides a window over its input.
public protocol Sliding: Equatable, Sendable {
  associatedtype Size: WindowSize
  var kernel: Size { get }
  var stride: Size { get }
  var padding: Size { get }
}

/// A convolution; weights [channels, input channels / groups, kernel…].
public struct Convolution<Size: WindowSize>: Sliding {
  public var channels: Int
  public var kernel: Size
  public var stride: Size
  public var padding: Size
  public var groups: Int
  public var bias: Bool

  public init(
    channels: Int, kernel: Size, stride: Size = 1, padding: Size = 0, groups: Int = 1,
    bias: Bool = false
  ) {
    self.channels = channels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.groups = groups
    self.bias = bias
  }
}

/// A window that slides. Padding is at most half the kernel.
public struct Pool<Size: WindowSize>: Sliding {
  public var kernel: Size
  public var stride: Size
  public var padding: Size

  public init(kernel: Size, stride: Size, padding: Size = 0) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }
}

/// Along a sequence.
public typealias Convolution1D = Convolution<Int>
public typealias Pool1D = Pool<Int>

/// Over a picture.
public typealias Convolution2D = Convolution<Size2D>
public typealias Pool2D = Pool<Size2D>

/// How far a window reaches along each axis behind the channels.
public protocol WindowSize: Equatable, Sendable, ExpressibleByIntegerLiteral {
  /// What errors call the axes.
  static var axes: [String] { get }
  /// By axis.
  var sizes: [Int] { get }
}

/// Along a sequence.
extension Int: WindowSize {
  public static var axes: [String] { ["length"] }
  public var sizes: [Int] { [self] }
}

/// A height and a width; an integer literal stands for both.
public struct Size2D: WindowSize {
  public var height: Int
  public var width: Int

  public init(_ side: Int) {
    self.init(height: side, width: side)
  }

  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  public init(integerLiteral side: Int) {
    self.init(side)
  }

  public static var axes: [String] { ["height", "width"] }
  public var sizes: [Int] { [height, width] }
}
