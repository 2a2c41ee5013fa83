import Arguments

/// Writes a result. Swift's own function, which this one hides in the whole module, does not tell
/// when a text is lost.
func print(_ text: String, terminator: String = "\n") { StandardOutput.write(text + terminator) }
