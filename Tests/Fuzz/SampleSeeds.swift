import Foundation
import SampleModels

/// Writes the sample models as seeds into the folder that the environment names: they follow the
/// file format as it changes.
@c(LLVMFuzzerInitialize)
public func writeSampleSeeds(
  _ count: UnsafeMutablePointer<CInt>?,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
) -> CInt {
  guard let folder = ProcessInfo.processInfo.environment["STAPES_FUZZ_SEEDS"] else { return 0 }
  do {
    for model in try SampleModel.all() {
      let path = URL(fileURLWithPath: folder).appendingPathComponent("\(model).stapes")
      try Data(model.file).write(to: path)
    }
  } catch {
    fatalError("\(error)")
  }
  return 0
}
