import Arguments
import Testing

@Suite struct ValueTests {
  enum Profile: String, CaseIterable { case single, tflm }

  @Test func integers() throws {
    #expect(try compile().integer("--epochs", in: 1...1000) == 10)
    #expect(try compile("--epochs", "-3").integer("--epochs") == -3)
    #expect(try compile().integer("--width") == nil)
    let message = "--epochs: 'ten' is not a whole number"
    #expect(throws: UsageError(message + " between 1 and 1000")) {
      try compile("--epochs", "ten").integer("--epochs", in: 1...1000)
    }
    #expect(throws: UsageError(message)) {
      try compile("--epochs", "ten").integer("--epochs")
    }
    #expect(throws: UsageError("--epochs: '0' is not a whole number of at least 1")) {
      try compile("--epochs", "0").integer("--epochs", in: 1...Int.max)
    }
    #expect(throws: UsageError("--epochs: '9' is not a whole number of at most 8")) {
      try compile("--epochs", "9").integer("--epochs", in: Int.min...8)
    }
    #expect(throws: UsageError("--epochs: '9223372036854775808' is not a whole number")) {
      try compile("--epochs", "9223372036854775808").integer("--epochs")
    }
  }

  @Test func numbers() throws {
    #expect(try compile("--width", "-2.5e-1").number("--width") == -0.25)
    #expect(try compile().number("--width", in: 0...1) == nil)
    for text in ["1.5", "wide", "nan", "", "0.5 "] {
      #expect(throws: UsageError("--width: '\(text)' is not a number between 0.0 and 1.0")) {
        try compile("--width", text).number("--width", in: 0...1)
      }
    }
    #expect(throws: UsageError("--width: 'inf' is not a number")) {
      try compile("--width", "inf").number("--width")
    }
  }

  @Test(arguments: [
    ("131072", 131_072), ("0", 0), ("7B", 7), ("128KiB", 131_072), ("128kB", 128_000),
    ("128 KiB", 131_072), ("1MiB", 1_048_576), ("2MB", 2_000_000), ("1GiB", 1_073_741_824),
    ("3GB", 3_000_000_000), ("9223372036854775807", Int.max),
  ])
  func byteSizes(text: String, bytes: Int) throws {
    #expect(try compile("--max-file", text).byteSize("--max-file") == bytes)
  }

  @Test(arguments: [
    "", "KiB", "128KB", "128K", "128kib", "1.5MiB", "-1", "+1", "128  KiB", " 128", "128 ", "0x10",
    "9223372036854775808", "9007199254740992KiB", "１２",
  ])
  func notByteSizes(text: String) {
    let message =
      "--max-file: '\(text)' is not a size; write bytes or a unit, as in 131072, 128KiB or 131kB"
    #expect(throws: UsageError(message)) {
      try compile("--max-file", text).byteSize("--max-file")
    }
  }

  @Test func byteSizeDefault() throws {
    #expect(try compile().byteSize("--max-file") == 131_072)
  }

  @Test func lists() throws {
    #expect(try compile("--labels", "dog,rain").list("--labels") == ["dog", "rain"])
    #expect(try compile("--labels", "dog").list("--labels") == ["dog"])
    #expect(try compile().list("--labels") == nil)
    for text in ["", "dog,", ",dog", "dog,,rain"] {
      #expect(throws: UsageError("--labels: '\(text)' has an empty item; write --labels a,b,c")) {
        try compile("--labels", text).list("--labels")
      }
    }
  }

  @Test func choices() throws {
    #expect(try compile().choice("--profile", of: Profile.self) == .single)
    #expect(try compile("--profile=tflm").choice("--profile", of: Profile.self) == .tflm)
    #expect(throws: UsageError("--profile: unknown value 'tlfm'; did you mean tflm?")) {
      try compile("--profile=tlfm").choice("--profile", of: Profile.self)
    }
    #expect(throws: UsageError("--profile: unknown value 'double'; write one of single, tflm")) {
      try compile("--profile=double").choice("--profile", of: Profile.self)
    }
  }
}

@Suite struct FrequencyTests {
  @Test(arguments: [
    ("160MHz", 160_000_000), ("1.2 GHz", 1_200_000_000), ("32.768kHz", 32_768), ("80", 80),
    ("1Hz", 1),
  ])
  func frequencies(_ text: String, _ hertz: Int) {
    #expect(frequency(text) == hertz)
  }

  @Test(arguments: ["", "MHz", "0", "-1MHz", "1mHz", "1 THz", "1e3", "160  MHz", "200GHz", "1.2.3"])
  func noFrequencies(_ text: String) {
    #expect(frequency(text) == nil)
  }
}
