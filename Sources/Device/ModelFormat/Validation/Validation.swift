/// The one check of a file, after which execution can leave neither file nor arena.
///
/// What is only read, labels and names, is checked where it is read.
///
/// The first failed check is kept and the others go on: code that looks at an error after each of a
/// hundred checks would be a third longer. Whatever cannot go on on a wrong value, such as a
/// division or an index, asks `isSound` first.
struct Validation: ~Copyable, ~Escapable {
  let model: Model
  private var failure: ModelError?
  /// The op at hand, and where its head and its payload stand.
  var index = 0
  var at = 0
  var place = 0
  var op: OpRecord
  /// Rows of the first tensor that it reads, as it sees them, and of the tensor that it gives.
  var input = RowForm()
  var output = RowForm()

  @_lifetime(copy model)
  init(_ model: Model) {
    self.model = model
    let nothing = model.bytes.extracting(0..<0)
    op = OpRecord(nothing, payload: nothing)
  }

  var bytes: Span<UInt8> {
    @_lifetime(copy self)
    get { model.bytes }
  }

  /// Whether no check has failed yet.
  var isSound: Bool { failure == nil }

  mutating func run() throws(ModelError) {
    validateHeader()
    if isSound { validateTables() }
    if let failure { throw failure }
  }

  private mutating func validateTables() {
    for index in 0..<model.tensorCount { validateTensor(index) }
    for index in 0..<model.inputCount { validateInput(index) }
    validateEdges()
    if isSound { validateConsumers() }
    var work = Work(model)
    for index in 0..<model.opCount where isSound {
      validateOp(index)
      if isSound { check(work.add(index, of: model), .work, index, at: at) }
    }
    let scores = model.tensorCount &- 1
    let tensor = model.tensor(scores)
    check(
      tensor.width == 1 && tensor.capacity == 1, .output, tensor.width &* tensor.capacity,
      at: model.tensorPosition(scores))
  }
}

/// Checks. Never inlined: there are many callers, and on a device code costs more than a call.
extension Validation {
  @inline(never)
  mutating func fail(_ reason: ModelError.Reason, at position: Int) {
    if isSound { failure = ModelError(reason, at: position) }
  }

  /// What the byte at a position asks for is not in this library.
  @inline(never)
  mutating func refuse(_ field: ModelError.Field, at position: Int) {
    fail(.unsupportedOp(field, value: Int(bytes[position])), at: position)
  }

  /// - Parameter holds: else the field cannot have this value.
  @inline(never)
  mutating func check(_ holds: Bool, _ field: ModelError.Field, _ value: Int, at position: Int) {
    if !holds { fail(.badValue(field, value: value), at: position) }
  }

  @inline(never)
  mutating func check(
    _ value: Int, equals expected: Int, _ field: ModelError.Field, at position: Int
  ) {
    if value != expected { fail(.mismatch(field, value: value, expected: expected), at: position) }
  }

  @inline(never)
  mutating func check(
    _ value: Int, atLeast expected: Int, _ field: ModelError.Field, at position: Int
  ) {
    if value < expected { fail(.mismatch(field, value: value, expected: expected), at: position) }
  }

  /// - Parameter holds: else the value leaves a limit.
  @inline(never)
  mutating func check(_ holds: Bool, _ value: Int, within limit: Int, at position: Int) {
    if !holds { fail(.outOfBounds(value: value, limit: limit), at: position) }
  }

  @inline(never)
  mutating func check(
    _ index: Int, isBelow count: Int, _ field: ModelError.Field, at position: Int
  ) {
    if index >= count { fail(.badReference(field, index: index, count: count), at: position) }
  }

  /// A field of one byte has one of some values.
  @inline(never)
  mutating func checkByte(
    at position: Int, _ lowest: Int, _ highest: Int, _ field: ModelError.Field
  ) {
    let value = Int(bytes[position])
    check(value >= lowest && value <= highest, field, value, at: position)
  }

  /// A 16-bit field must be a dimension.
  @inline(never)
  mutating func checkDimension(at position: Int) {
    let value = Int(bytes.uint16(at: position))
    check(value >= 1 && value <= Layout.longestDimension, .dimension, value, at: position)
  }

  /// A 32-bit field lies in 0...limit.
  @inline(never)
  mutating func checkSize(at position: Int, atMost limit: Int) {
    let value = Int(bytes.int32(at: position))
    // Negative values are above all limits.
    let holds = UInt(bitPattern: value) <= UInt(bitPattern: limit)
    check(holds, value, within: limit, at: position)
  }

  /// The stretch of the arena that starts at a field's value must lie behind the cursors and
  /// inside the plan.
  @inline(never)
  mutating func checkMemory(at position: Int, _ count: Int) {
    let offset = Int(bytes.int32(at: position))
    check(
      offset >= model.stateBytes && count <= model.arenaBytes &- offset, offset,
      within: model.arenaBytes, at: position)
  }

  /// The stretch of the file that starts at a field's value must lie inside.
  @inline(never)
  mutating func checkBlob(at position: Int, _ count: Int) {
    let offset = Int(bytes.int32(at: position))
    check(
      offset >= 0 && count >= 0 && count <= bytes.count &- offset, offset, within: bytes.count,
      at: position)
  }
}

/// a · b, or a negative number where a factor is negative or the product leaves 31 bits.
@inline(never)
func boundedProduct(_ a: Int, _ b: Int) -> Int {
  let (product, overflow) = a.multipliedReportingOverflow(by: b)
  return overflow || a < 0 || b < 0 || product > Int(Int32.max) ? -1 : product
}

/// The sizes of a tensor's rows.
struct RowForm {
  private(set) var channels = 0
  private(set) var width = 0
  private(set) var elementBytes = 0
  private(set) var capacity = 0

  @inline(__always)
  init() {}

  @inline(__always)
  init(_ tensor: TensorRecord) {
    channels = tensor.channels
    width = tensor.width
    elementBytes = tensor.elementBytes
    capacity = tensor.capacity
  }

  var rowBytes: Int { channels &* width &* elementBytes }
}
