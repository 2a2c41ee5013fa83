/// How plots look: sizes shared by all, and the style sheet with the colours.
public enum PlotStyle {
  static let width = 480.0
  static let tickSize = 12.0
  static let labelSize = 13.0
  static let smallSize = 11.0
  static let colours = 8

  /// The classes of the series of an index: its colour and, from the ninth on, its dashes.
  static func line(_ series: Int) -> String {
    let dashes = series / colours % 3
    return "line s\(series % colours + 1)" + (dashes == 0 ? "" : " d\(dashes)")
  }

  /// The same of a thin line between points that are marked.
  static func track(_ series: Int) -> String { "track s\(series % colours + 1)" }

  /// The size that the style sheet gives to text of these classes, the last of which counts.
  static func textSize(_ classes: String) -> Double {
    classes.split(separator: " ").reduce(tickSize) { size, name in
      switch name {
      case "label", "count": labelSize
      case "small": smallSize
      default: size
      }
    }
  }

  static func fill(_ series: Int) -> String { "f\(series % colours + 1)" }

  private static let light = """
    --paper:#ffffff;--ink:#1b1e23;--quiet:#5a626c;--rule:#8b939d;--grid:#e4e7eb;--wash:#f5f6f8;\
    --accent:#0b4f8a;--on-accent:#ffffff;--on-middle:#0d1116;\
    --series-1:#0b62a8;--series-2:#c1510a;--series-3:#1a7a4c;--series-4:#a02c78;\
    --series-5:#8a6a00;--series-6:#0c7f8f;--series-7:#b3262b;--series-8:#5c5fa8
    """

  private static let dark = """
    --paper:#14171b;--ink:#e6e9ed;--quiet:#a2abb6;--rule:#737d89;--grid:#2b3138;--wash:#1c2026;\
    --accent:#84bdf2;--on-accent:#0b0f14;--on-middle:#0b0f14;\
    --series-1:#6cb2f0;--series-2:#f29a5c;--series-3:#63c795;--series-4:#e58cc4;\
    --series-5:#d9bb4e;--series-6:#58c6d4;--series-7:#f28084;--series-8:#a9abf0
    """

  /// The variables, light, dark where the reader prefers so, and always light on paper; then the
  /// classes of the elements of plots.
  public static let css: String = {
    let series = (1...colours).map {
      ".plot .s\($0){stroke:var(--series-\($0))}.plot .f\($0){fill:var(--series-\($0))}\n"
    }.joined()
    return """
      :root{color-scheme:light dark;\(light)}
      @media screen and (prefers-color-scheme:dark){:root{\(dark)}}
      .plot text{font-family:Helvetica,Arial,"Liberation Sans",sans-serif;fill:var(--ink)}
      .plot text{font-size:\(Int(tickSize))px}
      .plot .tick,.plot .small{fill:var(--quiet)}
      .plot text.label,.plot text.count{font-size:\(Int(labelSize))px}
      .plot text.small{font-size:\(Int(smallSize))px}
      .plot .halo{paint-order:stroke;stroke:var(--paper);stroke-width:3.5px;stroke-linejoin:round}
      .plot .plain{fill:var(--ink)}
      .plot .grid{stroke:var(--grid);stroke-width:1}
      .plot .axis,.plot .whisker{stroke:var(--rule);stroke-width:1}
      .plot .whisker{stroke:var(--ink)}
      .plot .frame{fill:none;stroke:var(--rule);stroke-width:1}
      .plot .line{fill:none;stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round}
      .plot .d1{stroke-dasharray:6 4}.plot .d2{stroke-dasharray:1.5 4}
      .plot .track{fill:none;stroke-width:1.3;stroke-opacity:.5}
      .plot .faint{fill:none;stroke:var(--rule);stroke-width:1;stroke-opacity:.45}
      .plot .reference{fill:none;stroke:var(--rule);stroke-width:1.2;stroke-dasharray:4 4}
      .plot .dot{stroke:var(--paper);stroke-width:1.2}
      .plot .cell{fill:var(--accent)}.plot .empty{fill:var(--wash)}
      .plot text.middle{fill:var(--on-middle)}.plot text.strong{fill:var(--on-accent)}
      .plot image{image-rendering:auto}
      \(series)
      """
  }()
}
