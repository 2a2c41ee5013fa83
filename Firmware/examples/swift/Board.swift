/// The board in safe Swift: the only file that sees pointers.
enum Board {
  /// The model, where it lies in flash.
  static var model: Span<UInt8> {
    @_lifetime(immortal)
    get { unsafe span(from: model_start(), to: model_end()) }
  }

  /// The input as audio.
  static var samples: Span<Int16> {
    @_lifetime(immortal)
    get { unsafe span(from: input_start(), to: input_end()) }
  }

  /// The input as rows of features.
  static var rows: Span<Int8> {
    @_lifetime(immortal)
    get { unsafe span(from: input_start(), to: input_end()) }
  }

  /// The RAM between static data and the stack, for one user.
  static var arena: MutableSpan<UInt8> {
    @_lifetime(immortal)
    get {
      let span = unsafe MutableSpan(_unsafeStart: arena_start(), count: arena_end() - arena_start())
      return unsafe _overrideLifetime(span, copying: ())
    }
  }

  static func print(_ text: StaticString) {
    unsafe board_print(UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self))
  }

  /// Flash that nothing writes to, as values of a type of which every pattern of bits is one.
  @_lifetime(immortal)
  private static func span<Value: BitwiseCopyable>(
    from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>
  ) -> Span<Value> {
    let bytes = unsafe UnsafeRawBufferPointer(start: start, count: end - start)
    return unsafe _overrideLifetime(
      Span(_unsafeElements: bytes.assumingMemoryBound(to: Value.self)), copying: ())
  }
}
