import Basics
import Foundation
import Reports
import Testing

@Suite struct TableTests {
  @Test func commaSeparatedValuesAreQuotedAndExact() {
    let table = Table(
      columns: ["name", "a \"b\""],
      rows: [
        [.text("x, y"), .number(1.0 / 3, decimals: 2)], [.text("two\nlines"), .missing],
        [.text("plain"), .count(1234)],
      ])
    #expect(
      table.csv == """
        name,"a ""b\"""
        "x, y",0.3333333333333333
        "two
        lines",
        plain,1234

        """)
  }

  @Test func tablesOfAnEvaluation() throws {
    let made = try predictions(
      truth: [0, 0, 1, 1], scores: [[0.9, 0.1], [0.5, 0.5], [0.5, 0.5], [0.25, 0.75]])
    let evaluation = Evaluation(made)
    #expect(
      evaluation.classTable.csv == """
        class,precision,recall,F1,ROC area,average precision,clips
        a,0.6666666666666666,1.0,0.8,0.875,0.8333333333333333,2
        b,1.0,0.5,0.6666666666666666,0.875,0.8333333333333333,2
        macro average,0.8333333333333333,0.75,0.7333333333333334,0.875,0.8333333333333333,4
        weighted average,0.8333333333333333,0.75,0.7333333333333334,,,4

        """)
    #expect(evaluation.summaryTable.csv.contains("\naccuracy,0.75\n"))
    #expect(
      evaluation.metricTable.csv.hasPrefix(
        """
        class,metric,value
        a,precision,0.6666666666666666
        a,recall,1.0
        a,F1,0.8
        a,ROC area,0.875
        a,average precision,0.8333333333333333
        a,clips,2
        b,precision,1.0

        """))
    #expect(
      evaluation.metricTable.csv.contains("\nb,clips,2\n,clips,4\n,subjects,\n,accuracy,0.75\n"))
    #expect(!evaluation.metricTable.csv.contains("macro average"))
    #expect(
      made.table.csv.hasPrefix(
        "clip,subject,truth,predicted,score of a,score of b\nclip0,,a,a,0.9,0.1\n"))
  }

  @Test func jsonHasSortedKeysAndLeavesOutWhatIsUndefined() throws {
    let single = Evaluation(try predictions(truth: [0], scores: [[2]]))
    let text = try jsonText(single)
    #expect(try text == jsonText(single))
    #expect(!text.contains("logLoss"))
    #expect(!text.contains("\"roc\""))
    let keys = ["\"accuracy\"", "\"classes\"", "\"confusion\"", "\"macroAverage\""]
    let places = keys.map { text.range(of: $0)?.lowerBound }
    #expect(!places.contains(nil))
    #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
  }
}
