/// What this build of the library can run: everything, unless flags leave families out.
///
/// A firmware pays only for what its models need: `Tools/firmware build --for model.stapes` passes
/// the flags. Every use of a family stands behind its constant here, so that the compiler removes
/// what nothing can reach; a file that needs it is refused when it is opened.
public enum Library {
  @inlinable @inline(__always)
  public static var hasDepthwise: Bool {
    #if STAPES_NO_DEPTHWISE
      false
    #else
      true
    #endif
  }

  /// Max-pools and average-pools of their own.
  @inlinable @inline(__always)
  public static var hasPooling: Bool {
    #if STAPES_NO_POOLING
      false
    #else
      true
    #endif
  }

  @inlinable @inline(__always)
  public static var hasGlobalAverage: Bool {
    #if STAPES_NO_GLOBAL_AVERAGE
      false
    #else
      true
    #endif
  }

  /// Of models that listen on and on.
  @inlinable @inline(__always)
  public static var hasWindowAverage: Bool {
    #if STAPES_NO_WINDOW_AVERAGE
      false
    #else
      true
    #endif
  }

  /// Add and concat.
  @inlinable @inline(__always)
  public static var hasJoins: Bool {
    #if STAPES_NO_JOINS
      false
    #else
      true
    #endif
  }

  /// Lookup, flatten and softmax.
  @inlinable @inline(__always)
  public static var hasTables: Bool {
    #if STAPES_NO_TABLES
      false
    #else
      true
    #endif
  }

  /// Weights packed or as bitmaps.
  @inlinable @inline(__always)
  public static var hasPackedWeights: Bool {
    #if STAPES_NO_PACKED_WEIGHTS
      false
    #else
      true
    #endif
  }

  /// Entropy-coded weights.
  @inlinable @inline(__always)
  public static var hasCodedWeights: Bool {
    #if STAPES_NO_CODED_WEIGHTS
      false
    #else
      true
    #endif
  }

  /// Weights without zeros.
  @inlinable @inline(__always)
  public static var hasSparseWeights: Bool {
    #if STAPES_NO_SPARSE_WEIGHTS
      false
    #else
      true
    #endif
  }

  @inlinable @inline(__always)
  public static var hasEncodedWeights: Bool { hasPackedWeights || hasCodedWeights }

  /// Audio whose amplitude is standardised over a clip that is shown first.
  @inlinable @inline(__always)
  public static var hasClipStandardisation: Bool {
    #if STAPES_NO_CLIP_STANDARDISATION
      false
    #else
      true
    #endif
  }

  /// Audio whose amplitude is standardised by a running estimate.
  @inlinable @inline(__always)
  public static var hasRunningStandardisation: Bool {
    #if STAPES_NO_RUNNING_STANDARDISATION
      false
    #else
      true
    #endif
  }

  /// Ops that only imported models have: averages, products and softmax as TFLite computes them.
  @inlinable @inline(__always)
  public static var hasImportedOps: Bool {
    #if STAPES_NO_IMPORTED_OPS
      false
    #else
      true
    #endif
  }

  @inlinable @inline(__always)
  public static var hasSums: Bool { hasGlobalAverage || hasImportedOps }

  /// Activations of int16.
  @inlinable @inline(__always)
  public static var hasInt16: Bool {
    #if STAPES_NO_INT16
      false
    #else
      true
    #endif
  }

  /// What a file may ask for.
  @inline(__always)
  static var knownFeatures: UInt32 { hasInt16 ? Layout.Features.int16 : 0 }

  /// Models that spread their work over the rows that are pushed.
  @inlinable @inline(__always)
  public static var hasPace: Bool {
    #if STAPES_NO_PACE
      false
    #else
      true
    #endif
  }

  /// The rounding profile `tflm`.
  @inlinable @inline(__always)
  public static var roundsTwice: Bool {
    #if STAPES_NO_DOUBLE_ROUNDING
      false
    #else
      true
    #endif
  }
}

extension WeightEncoding {
  @inline(__always)
  var isSupported: Bool {
    switch self {
    case .dense: true
    case .packed, .bitmap: Library.hasPackedWeights
    case .entropy: Library.hasCodedWeights
    case .sparse: Library.hasSparseWeights
    }
  }
}

extension StandardisationKind {
  @inline(__always)
  var isSupported: Bool {
    switch self {
    case .fixed: true
    case .clip: Library.hasClipStandardisation
    case .running: Library.hasRunningStandardisation
    }
  }
}
