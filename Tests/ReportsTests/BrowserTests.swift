import Foundation
import Reports
import Testing

@Suite(.enabled(if: Browser.path != nil, "no chromium on the path"), .serialized)
struct BrowserTests {
  @Test func pageLoadsWithoutComplaint() throws {
    let html = try SampleReport.full().html
    try Browser.run { browser in
      let picture = browser.folder.url.appending(path: "page.png")
      let (_, log) = try browser.open(
        html, width: 1200, height: 2400, ["--screenshot=\(picture.path())"])
      #expect(!log.contains("CONSOLE"), "\(log)")
      // An empty page of this size has less than 20 kB.
      #expect(try Data(contentsOf: picture).count > 150_000)
    }
  }

  @Test(arguments: [1200, 400]) func textKeepsApartAndPagesFit(width: Int) throws {
    let html = try SampleReport.full().html
    let faults = try Browser.run { try $0.layoutFaults(html, width: width) }
    #expect(faults == [])
  }

  @Test(arguments: [1200, 400]) func compressionKeepsApartAndFits(width: Int) throws {
    let html = try SampleCompression.full().page.html
    let faults = try Browser.run { try $0.layoutFaults(html, width: width) }
    #expect(faults == [])
  }

  @Test func faultsAreFound() throws {
    let html = """
      <!DOCTYPE html><html><body><div style="width:2000px">
      <svg class="plot" width="200" height="100"><text x="10" y="20">one</text>
      <text x="15" y="22">two</text><text x="190" y="50">three</text></svg></div></body></html>
      """
    let faults = try Browser.run { try $0.layoutFaults(html, width: 800) }
    #expect(
      faults == ["page is too wide", "\"one\" over \"two\"", "\"three\" leaves its picture"])
  }
}
