internal import CStapes
internal import ModelFormat

@c @implementation
func stapes_version() -> UInt32 { UInt32(STAPES_VERSION) }

@c @implementation
func stapes_oldest_format() -> UInt32 {
  UInt32(Layout.majorVersion) << 16 | UInt32(Layout.oldestMinorVersion)
}

@c @implementation
func stapes_newest_format() -> UInt32 {
  UInt32(Layout.majorVersion) << 16 | UInt32(Layout.minorVersion)
}
