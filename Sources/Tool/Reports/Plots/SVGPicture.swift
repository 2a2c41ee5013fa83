import Basics

/// A picture as one `svg` element. Its colours are variables of the surrounding style sheet.
public struct SVGPicture: Equatable, Sendable {
  public let width: Double
  public let height: Double
  /// What it shows, for those who cannot see it.
  public let description: String
  let body: String

  /// The element, to be put into a page that holds `PlotStyle.css`.
  public var element: String { element(attributes: "", style: "") }

  /// A file of its own, light or dark as the viewer prefers.
  public var file: String {
    element(
      attributes: " xmlns=\"http://www.w3.org/2000/svg\"",
      style: "<style>\(PlotStyle.css)svg{background:var(--paper)}</style>\n") + "\n"
  }

  private func element(attributes: String, style: String) -> String {
    let size = "\(Numerals.coordinate(width)) \(Numerals.coordinate(height))"
    return """
      <svg\(attributes) class="plot" viewBox="0 0 \(size)" width="\(Numerals.coordinate(width))" \
      height="\(Numerals.coordinate(height))" role="img" \
      aria-label="\(Markup.escaped(description))">
      \(style)\(body)</svg>
      """
  }
}

/// A plot of a report.
public protocol Plot: Sendable {
  var picture: SVGPicture { get }
}
