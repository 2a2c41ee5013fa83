import DataSets
import Graph
import Basics
import Recipes
import Reports

/// The documentation of what people write and read in files: recipes, architectures, data sets,
/// and the tables of a run.
public enum ReferencePage {
  /// Markdown, made from the tables that also read and write the files.
  public static func markdown() throws -> String {
    let pages = [
      introduction, "## Recipes", Recipe.keyPages.map(\.markdown).joined(separator: "\n\n"),
      "## Architectures", Network.keyPages.map(\.markdown).joined(separator: "\n\n"),
      "## The zoo", try Zoo.reference(), "## Data sets", Layout.reference, "## The files of a run",
      RunState.Epoch.keys.pages.map(\.markdown).joined(separator: "\n\n"), try columns(),
    ]
    return pages.joined(separator: "\n\n") + "\n"
  }

  private static let introduction = """
    # Models

    - `architectures` holds networks as JSON, `recipes` trainings as JSON.
    - [esc10.md](esc10.md) and [lung-sounds.md](lung-sounds.md) say how well trainings end.
    - [aemnet-dw-esc10](aemnet-dw-esc10/README.md) is a trained and compiled network.

    The rest of this page is the reference of these files, of data sets, and of the files that a run
    leaves. `stapes reference` prints the page.
    """

  /// The columns of `predictions.csv` and `results.csv`, from tables of two clips and two classes.
  private static func columns() throws -> String {
    let labels = ["A", "B"]
    let names = ["first", "second"]
    let scores = [[0.75, 0.25], [0.25, 0.75]]
    let single = try Predictions(labels: labels, truth: [0, 1], scores: scores, names: names)
    let several = try MultiLabelPredictions(
      labels: labels, truth: [[0], [0, 1]], scores: scores, names: names)
    let forms = [
      ("one label", single.table, Evaluation(single).metricTable),
      ("several labels", several.table, MultiLabelEvaluation(several).metricTable),
    ]
    let predictions = MarkdownTable(
      ["clips with", "columns, here for the classes A and B"],
      forms.map { [$0.0, quoted($0.1.columns)] })
    let results = MarkdownTable(
      ["clips with", "metrics of a class", "metrics of all clips, whose class is empty"],
      forms.map { [$0.0, metrics($0.2, ofClass: "A"), metrics($0.2, ofClass: "")] })
    return """
      ### `predictions.csv`

      A line a test clip. Several true classes have a `;` between them.

      \(predictions.text)

      ### `results.csv`

      A line a figure, with the columns \(quoted(forms[0].2.columns)).

      \(results.text)
      """
  }

  private static func metrics(_ table: Table, ofClass name: String) -> String {
    quoted(
      table.rows.filter { $0[0] == .text(name) }.compactMap {
        if case .text(let metric) = $0[1] { metric } else { nil }
      })
  }

  private static func quoted(_ names: [String]) -> String {
    names.map { "`\($0)`" }.joined(separator: ", ")
  }
}
