import Foundation
import TestSupport

/// A headless Chromium, where one is installed.
struct Browser {
  /// The command, found on the path.
  static let path = Programs.installed("chromium", "chromium-browser", "google-chrome")

  let path: String
  /// Holds the pages, the pictures and the browser's profile.
  let folder: TemporaryFolder

  /// Calls the body with a browser in a folder of its own, which is removed after.
  static func run<Result>(_ body: (Browser) throws -> Result) throws -> Result? {
    guard let path else { return nil }
    return try body(Browser(path: path, folder: try TemporaryFolder()))
  }

  /// What the browser prints and logs about a page.
  func open(
    _ html: String, width: Int, height: Int, _ arguments: [String]
  ) throws -> (output: String, log: String) {
    let page = URL(filePath: try folder.write("page.html", html))
    let run = try ProgramRun(
      URL(filePath: path),
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
        "--user-data-dir=\(folder.path)/profile", "--window-size=\(width),\(height)",
      ] + arguments + [page.absoluteString], in: folder.url)
    return (run.output, run.error)
  }

  /// What is wrong with the layout of a page: text over text, text that leaves its picture, a page
  /// wider than the window.
  func layoutFaults(_ html: String, width: Int) throws -> [String] {
    // The page forbids scripts, so the copy that is inspected does not hold its policy.
    let copy = html.replacing("Content-Security-Policy", with: "x-none")
      .replacing("</body>", with: "<script>\(Self.inspection)</script></body>")
    let output = try open(copy, width: width, height: 900, ["--dump-dom"]).output
    guard let start = output.range(of: "<pre id=\"faults\">"),
      let end = output.range(of: "</pre>", range: start.upperBound..<output.endIndex)
    else { return ["the page was not inspected"] }
    return output[start.upperBound..<end.lowerBound].split(separator: "\n").map(String.init)
  }

  /// Text is taken as high as its letters are, not as its line is. Turned text is not compared with
  /// text turned alike, whose upright boxes overlap where the letters do not.
  private static let inspection = """
    const faults = [];
    if (document.documentElement.scrollWidth > window.innerWidth) faults.push("page is too wide");
    for (const svg of document.querySelectorAll("svg.plot")) {
      const outer = svg.getBoundingClientRect();
      const texts = [...svg.querySelectorAll("text")].map(text => {
        const box = text.getBoundingClientRect();
        const turn = text.getAttribute("transform")?.match(/rotate.*/)[0] ?? "";
        const inset = turn ? 0 : box.height * 0.2;
        return {words: text.textContent, turn, left: box.left, right: box.right,
          top: box.top + inset, bottom: box.bottom - inset};
      });
      texts.forEach((a, index) => {
        if (a.left < outer.left - 1 || a.right > outer.right + 1 || a.top < outer.top - 1
          || a.bottom > outer.bottom + 1) faults.push(`"${a.words}" leaves its picture`);
        for (const b of texts.slice(index + 1)) {
          if (a.turn && a.turn == b.turn) continue;
          if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
            faults.push(`"${a.words}" over "${b.words}"`);
        }
      });
    }
    const list = document.createElement("pre");
    list.id = "faults";
    list.textContent = faults.join("\\n");
    document.body.append(list);
    """
}
