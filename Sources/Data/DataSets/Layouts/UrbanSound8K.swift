/// UrbanSound8K: 8,732 slices of up to 4 s, ten classes, ten folds of unequal size.
///
/// `start` and `end` are times of the recording on Freesound, not of the slice. The folds keep
/// recordings apart.
enum UrbanSound8K {
  static let entry = LayoutEntry(
    summary: """
      UrbanSound8K: slices of up to 4 s in ten classes and ten folds. `fsID`, the recording on \
      Freesound, is the subject.
      """,
    signs: [[list]],
    files: """
      audio/fold1/7061-6-0-0.wav …
      metadata/UrbanSound8K.csv   slice_file_name,fsID,start,end,salience,fold,classID,class
      """, load: load)

  static let list = "metadata/UrbanSound8K.csv"

  static func load(_ root: String) throws(DataSetError) -> DataSet {
    let table = try Table(
      root + "/" + list, separator: .comma,
      requiring: [
        "slice_file_name", "fsid", "start", "end", "salience", "fold", "classid", "class",
      ])
    var collector = ClipCollector(name: "UrbanSound8K", root: root, labels: labels)
    for row in table.rows {
      let label = try row.label("class", among: labels)
      guard try row.integer("classid", in: 0...9) == label else {
        throw row.badValue("classid", expected: "\(label), the number of \(labels[label])")
      }
      let fold = try row.integer("fold", in: 1...10)
      let salience = try row.choice("salience", yes: "1", no: "2") ? "foreground" : "background"
      let clip = Clip(
        path: "audio/fold\(fold)/" + (try row.text("slice_file_name")), label: label,
        subject: try row.text("fsid"), fold: fold, attributes: ["salience": salience])
      try collector.add(clip, file: row.file, line: row.line)
    }
    return try collector.dataSet(publishedClips: 8_732)
  }

  /// In the order of the published `classID`.
  private static let labels = [
    "air_conditioner", "car_horn", "children_playing", "dog_bark", "drilling", "engine_idling",
    "gun_shot", "jackhammer", "siren", "street_music",
  ]
}
