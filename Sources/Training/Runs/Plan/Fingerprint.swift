import Graph

/// A number that tells contents apart, though not against somebody who wants to deceive: Fowler,
/// Noll and Vo's FNV-1a with 64 bits, of bytes or of larger words.
struct Fingerprint {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Sixteen hexadecimal digits.
  var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  mutating func add(_ bytes: [UInt8]) {
    for byte in bytes { mix(UInt64(byte)) }
  }

  /// Adds a text and its end, so that "ab", "c" is not "a", "bc".
  mutating func add(_ text: String) {
    add(Array(text.utf8))
    mix(0xFF)
  }

  /// Adds numbers and how many they are.
  mutating func add(_ numbers: [Int]) {
    for number in [numbers.count] + numbers { mix(UInt64(bitPattern: Int64(number))) }
  }

  mutating func add(_ samples: [Int16]) {
    for sample in samples { mix(UInt64(UInt16(bitPattern: sample))) }
    mix(UInt64(samples.count))
  }

  mutating func add(_ parameters: Parameters) {
    for (name, tensor) in parameters.tensors.sorted(by: { $0.key < $1.key }) {
      add(name)
      add(tensor.shape)
      for value in tensor.values { mix(UInt64(value.bitPattern)) }
    }
  }

  private mutating func mix(_ bits: UInt64) { value = (value ^ bits) &* 0x100_0000_01B3 }
}

extension RunPlan {
  /// Of everything beside the recipe's text, the clips and the folds that a run depends on: the
  /// network, and the checkpoints that are learnt from.
  var fingerprint: String {
    var print = Fingerprint()
    print.add(network.jsonString(compact: true))
    if let start { print.add(start) }
    if let teacher {
      print.add(teacher.network.jsonString(compact: true))
      print.add(teacher.parameters)
    }
    return print.text
  }

  /// Of how the clips are divided in each fold.
  var foldFingerprints: [String] {
    zip(places, folds).map { place, fold in
      var print = Fingerprint()
      print.add(fold.name)
      print.add([place])
      for part in [fold.training, fold.validation, fold.test] { print.add(part) }
      return print.text
    }
  }
}
