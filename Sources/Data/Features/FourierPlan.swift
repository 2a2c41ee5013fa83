import CFFTW
import Synchronization

/// FFTW's plans for real transforms of one size, forth and back, in single precision.
///
/// The plans are estimated, not measured: on one machine, one size always gives the same
/// algorithm and so the same bits. Any number of threads may execute the plans, each with its own
/// ``FourierBuffers``.
final class FourierPlan: @unchecked Sendable {
  let size: Int
  private let forward: fftwf_plan
  private let backward: fftwf_plan

  /// Making and destroying plans touches global state of FFTW; executing them does not.
  private static let planner = Mutex(())

  /// - Precondition: the size is positive and fits 32 bits.
  init(size: Int) {
    precondition(size > 0 && size <= Int(CInt.max))
    let plans = Self.planner.withLock { _ in
      let buffers = FourierBuffers(size: size)
      return (
        forward: fftwf_plan_dft_r2c_1d(
          CInt(size), buffers.samples, buffers.spectrum, FFTW_ESTIMATE),
        backward: fftwf_plan_dft_c2r_1d(
          CInt(size), buffers.spectrum, buffers.samples, FFTW_ESTIMATE)
      )
    }
    guard let forward = plans.forward, let backward = plans.backward else {
      preconditionFailure("FFTW has no plan for \(size) samples")
    }
    self.size = size
    self.forward = forward
    self.backward = backward
  }

  deinit {
    Self.planner.withLock { _ in
      fftwf_destroy_plan(forward)
      fftwf_destroy_plan(backward)
    }
  }

  /// X[k] = Σ x[n] e^(−2πikn / size) for k up to size / 2, from `samples` into `spectrum`.
  func transform(_ buffers: borrowing FourierBuffers) {
    precondition(buffers.size == size)
    fftwf_execute_dft_r2c(forward, buffers.samples, buffers.spectrum)
  }

  /// size · x[n], from `spectrum`, which is lost, into `samples`.
  func invert(_ buffers: borrowing FourierBuffers) {
    precondition(buffers.size == size)
    fftwf_execute_dft_c2r(backward, buffers.spectrum, buffers.samples)
  }
}

/// One frame of sound and its spectrum, aligned as FFTW's plans expect it; uninitialised.
struct FourierBuffers: ~Copyable {
  let size: Int
  /// `size` of them.
  let samples: UnsafeMutablePointer<Float>
  /// Real and imaginary parts, size / 2 + 1 of them.
  let spectrum: UnsafeMutablePointer<fftwf_complex>

  init(size: Int) {
    guard let samples = fftwf_alloc_real(size), let spectrum = fftwf_alloc_complex(size / 2 + 1)
    else { preconditionFailure("no memory for a frame of \(size) samples") }
    self.size = size
    self.samples = samples
    self.spectrum = spectrum
  }

  deinit {
    fftwf_free(samples)
    fftwf_free(spectrum)
  }
}
