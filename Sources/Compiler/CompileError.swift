import Basics
public import ModelFormat
public import Program

/// Why a network could not be compiled: one line that names the layer.
public enum CompileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No recording was long enough to give every layer an output.
  case calibrationTooShort(input: String, rows: Int, minimum: Int)
  case notFinite(layer: String)
  case noCalibration
  /// The multiplier of a channel is beyond what a shift of 30 bits reaches.
  case multiplierTooLarge(layer: String, channel: Int, value: Double)
  case accumulatorOverflow(layer: String, channel: Int, bound: Double)
  /// An output may reach so many steps of its scale, beyond 32 bits.
  case outputOverflow(layer: String, channel: Int, bound: Double)
  case tooLarge(layer: String, quantity: String, value: Int, limit: Int)
  /// A network that no file can hold, or no executor run.
  case program(ProgramError)
  /// A layer that runs before any pooling joins inputs, and none of them comes first.
  case stalled(layer: String)
  /// However the weights are stored.
  case fileTooLarge(bytes: Int, limit: Int)
  case arenaTooLarge(bytes: Int, limit: Int)
  case severalInputsToSpread(Int)
  case missingQuantisation(layer: String)
  /// A checkpoint's quantisation that this version has not written.
  case badScheme
  case channelForm(layer: String)
  /// The file that came out would be refused by every reader.
  case refused(ModelError)

  public var description: String {
    switch self {
    case .calibrationTooShort(let input, let rows, let minimum):
      "\(input): a calibration recording has \(rows) rows, the network needs \(minimum); "
        + "leave it out or take longer ones"
    case .notFinite(let layer):
      "\(layer): calibration gave a value that is not finite; check the checkpoint's batch norms"
    case .noCalibration: "no recordings to calibrate with"
    case .multiplierTooLarge(let layer, let channel, let value):
      "\(layer): channel \(channel) would be scaled by \(value), more than 2^30; its weights are "
        + "out of proportion to its output"
    case .accumulatorOverflow(let layer, let channel, let bound):
      "\(layer): the accumulator of channel \(channel) may reach \(bound), beyond 32 bits"
    case .outputOverflow(let layer, let channel, let bound):
      "\(layer): channel \(channel) may reach \(bound) times the step that calibration found, beyond "
        + "32 bits; calibrate with louder or more recordings"
    case .tooLarge(let layer, let quantity, let value, let limit):
      "\(layer): the \(quantity) is \(value.grouped), beyond the limit of \(limit.grouped)"
    case .program(let error): error.description
    case .stalled(let layer):
      "\(layer): the schedule comes to a halt here; do the layers that it joins have equal lengths?"
    case .fileTooLarge(let bytes, let limit):
      "the file would have \(bytes) bytes, \(bytes - limit) more than allowed; prune more, or round to a "
        + "coarser grid"
    case .arenaTooLarge(let bytes, let limit):
      "the arena would have \(bytes) bytes, \(bytes - limit) more than allowed"
    case .severalInputsToSpread(let count):
      "work can be spread over the rows of one input; this network has \(count)"
    case .refused(let error):
      "the network does not fit the file format (\(error.sentence)); make it smaller"
    case .missingQuantisation(let layer):
      "\(layer): the quantisation has no layer of this name; does it belong to this checkpoint?"
    case .channelForm(let layer):
      "\(layer): the recorded form of channel parameters does not hold its biases and factors"
    case .badScheme: "the quantisation in the checkpoint cannot be read; train it again"
    }
  }
}
