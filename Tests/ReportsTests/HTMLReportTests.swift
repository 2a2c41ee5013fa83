import Foundation
import Reports
import Testing

@Suite struct HTMLReportTests {
  @Test func sameReportSameBytes() throws {
    #expect(try SampleReport.full().html == SampleReport.full().html)
  }

  @Test func allTextIsEscaped() {
    let evil = "</p><script>alert('\"&')</script>\u{7}"
    let html = HTMLReport(
      title: evil, subtitle: evil,
      sections: [
        HTMLReport.Section(
          evil,
          [
            .paragraph(evil), .keyFigures([HTMLReport.KeyFigure(evil, evil, note: evil)]),
            .table(Table(columns: [evil], rows: [[.text(evil)]]), caption: evil),
            .figures([
              HTMLReport.Figure(
                ConfusionChart(ConfusionMatrix(labels: [evil], counts: [[1]])), caption: evil),
              HTMLReport.Figure(
                LineChart(x: Axis(evil), y: Axis(evil), series: [.init(evil, values: [1, 2])]),
                caption: evil),
            ]),
          ])
      ], footer: evil
    ).html
    #expect(!html.contains("<script"))
    #expect(!html.contains("\u{7}"))
    #expect(html.contains("&lt;script&gt;alert(&#39;&quot;&amp;&#39;)"))
  }

  @Test func nothingIsLoadedFromElsewhere() throws {
    let html = try SampleReport.full().html
    for part in ["http:", "https:", "url(", "@import", "src="] {
      #expect(!html.contains(part))
    }
    #expect(
      html.ranges(of: "href=\"").count == html.ranges(of: "href=\"#").count
        + html.ranges(of: "href=\"data:image/png").count)
  }

  @Test func tablesAndFiguresAreNumbered() throws {
    let html = try SampleReport.full().html
    #expect(html.contains("<b>Table 1.</b>") && html.contains("<b>Table 6.</b>"))
    #expect(!html.contains("<b>Table 7.</b>"))
    #expect(html.contains("<b>Figure 19.</b>") && !html.contains("<b>Figure 20.</b>"))
    #expect(html.contains("<a href=\"#section-3\">Accuracy and size</a>"))
    #expect(html.contains("<td class=\"number\">2,000</td>"))
  }
}
