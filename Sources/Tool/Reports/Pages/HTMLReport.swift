/// A report as one file that needs no other: prose, key figures, tables and plots, for wide and
/// narrow windows, light and dark, and paper.
///
/// All text is escaped. The same report is the same bytes.
public struct HTMLReport: Equatable, Sendable {
  /// One figure that is to be seen at a glance.
  public struct KeyFigure: Equatable, Sendable {
    public let name: String
    public let value: String
    /// What stands under the value in small letters, as its interval.
    public let note: String

    public init(_ name: String, _ value: String, note: String = "") {
      self.name = name
      self.value = value
      self.note = note
    }
  }

  /// A picture with what it shows.
  public struct Figure: Equatable, Sendable {
    public let picture: SVGPicture
    public let caption: String

    public init(_ plot: some Plot, caption: String) {
      picture = plot.picture
      self.caption = caption
    }
  }

  public enum Block: Equatable, Sendable {
    case paragraph(String)
    case keyFigures([KeyFigure])
    /// Columns of numbers are set to the right.
    case table(Table, caption: String)
    /// Text as it stands, as a command to copy.
    case code(String)
    /// Figures beside each other where the window is wide enough.
    case figures([Figure])
  }

  public struct Section: Equatable, Sendable {
    public let heading: String
    public let blocks: [Block]

    public init(_ heading: String, _ blocks: [Block]) {
      self.heading = heading
      self.blocks = blocks
    }
  }

  public let title: String
  /// One line under the title, as the data set and the model.
  public let subtitle: String
  public let sections: [Section]
  /// One line at the end, as the version that wrote the report.
  public let footer: String

  public init(title: String, subtitle: String = "", sections: [Section], footer: String = "") {
    self.title = title
    self.subtitle = subtitle
    self.sections = sections
    self.footer = footer
  }

  public var html: String {
    var writer = HTMLWriter()
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width,initial-scale=1">
      <meta http-equiv="Content-Security-Policy" \
      content="default-src 'none';style-src 'unsafe-inline';img-src data:">
      <title>\(Markup.escaped(title))</title>
      <style>
      \(PlotStyle.css)\(Self.css)</style>
      </head>
      <body>
      <main>
      <header>
      <h1>\(Markup.escaped(title))</h1>
      \(writer.optional(subtitle, element: "p"))</header>
      \(contents)\(sections.enumerated().map { index, section in
        writer.section(section, index: index)
      }.joined())\(writer.optional(footer, element: "footer"))</main>
      </body>
      </html>

      """
  }

  /// Links to the sections, where there are enough to lose sight of.
  private var contents: String {
    guard sections.count > 3 else { return "" }
    let items = sections.enumerated().map { index, section in
      "<li><a href=\"#section-\(index + 1)\">\(Markup.escaped(section.heading))</a></li>\n"
    }
    return "<nav aria-label=\"Contents\">\n<ol>\n\(items.joined())</ol>\n</nav>\n"
  }
}
