import COpenBLAS

/// A matrix in a stretch of a buffer: rows of `columns` values, each `stride` after the last.
struct Matrix {
  var buffer: FloatBuffer
  var offset: Int
  var rows: Int
  var columns: Int
  var stride: Int

  init(_ buffer: FloatBuffer, at offset: Int = 0, rows: Int, columns: Int, stride: Int? = nil) {
    self.buffer = buffer
    self.offset = offset
    self.rows = rows
    self.columns = columns
    self.stride = stride ?? columns
  }

  /// The values that the matrix spans in its buffer.
  fileprivate var range: Range<Int> {
    offset..<offset + max(0, rows - 1) * stride + (rows > 0 ? columns : 0)
  }
}

/// Products of matrices by BLAS, on the calling thread alone.
enum Product {
  /// BLAS must not start threads of its own: work is divided above it, in fixed parts, so that the
  /// number of threads changes no bit.
  static let isSingleThreaded: Bool = {
    openblas_set_num_threads(1)
    return true
  }()

  /// c = a · b, or c += a · b; aᵀ and bᵀ as asked.
  static func multiply(
    _ a: Matrix, transposedA transposeA: Bool = false, _ b: Matrix,
    transposedB transposeB: Bool = false, into c: Matrix, accumulating: Bool = false
  ) {
    precondition(isSingleThreaded)
    let (rows, inner) = transposeA ? (a.columns, a.rows) : (a.rows, a.columns)
    let (depth, columns) = transposeB ? (b.columns, b.rows) : (b.rows, b.columns)
    precondition(depth == inner && c.rows == rows && c.columns == columns)
    guard rows > 0, columns > 0, inner > 0 else { return }
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans,
      transposeB ? CblasTrans : CblasNoTrans, blasint(rows), blasint(columns), blasint(inner), 1,
      a.buffer.pointer(a.range), blasint(a.stride), b.buffer.pointer(b.range), blasint(b.stride),
      accumulating ? 1 : 0, c.buffer.pointer(c.range), blasint(c.stride))
  }
}
