/// How a tool ends: what scripts and CI look at.
public enum ExitCode: Int32, Sendable {
  case success = 0
  /// The command was understood and could not be carried out, or a check failed.
  case failure = 1
  /// The command line itself is wrong (`EX_USAGE` of `sysexits.h`).
  case usage = 64
}
