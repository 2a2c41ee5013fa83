import Basics

/// ESC-50 and ESC-10: environmental sounds of 5 s, 40 of each class. The five folds keep subjects
/// apart.
enum ESC {
  static let entry50 = entry(
    list50,
    """
    ESC-50: sounds of 5 s in 50 classes and five folds. `src_file`, the recording that a clip was \
    cut from, is the subject.
    """
  ) { root throws(DataSetError) in
    try load(root, list: list50, name: "ESC-50", targets: Array(labels.indices), published: 2_000)
  }

  static let entry10 = entry(
    list10,
    """
    ESC-10: the clips of ESC-50 whose `esc10` is `True`, or a folder of its own with \
    `meta/esc10.csv` and the same columns.
    """
  ) { root throws(DataSetError) in
    let list = Paths.exists(root + "/" + list10) ? list10 : list50
    return try load(root, list: list, name: "ESC-10", targets: targets10, published: 400)
  }

  private static let list50 = "meta/esc50.csv"
  private static let list10 = "meta/esc10.csv"

  private static func entry(
    _ list: String, _ summary: String,
    load: @escaping @Sendable (_ root: String) throws(DataSetError) -> DataSet
  ) -> LayoutEntry {
    LayoutEntry(
      summary: summary, signs: [[list]],
      files: """
        audio/1-100032-A-0.wav …
        \(list)            filename,fold,target,category,esc10,src_file,take
        """, load: load)
  }

  private static func load(
    _ root: String, list: String, name: String, targets: [Int], published: Int
  ) throws(DataSetError) -> DataSet {
    let table = try Table(
      root + "/" + list, separator: .comma,
      requiring: ["filename", "fold", "target", "category", "esc10", "src_file", "take"])
    var collector = ClipCollector(name: name, root: root, labels: targets.map { labels[$0] })
    for row in table.rows {
      let target = try row.integer("target", in: 0...labels.count - 1)
      let category = try row.label("category", among: labels)
      guard target == category else {
        throw row.badValue("target", expected: "\(category), the number of \(labels[category])")
      }
      let isInTen = try row.choice("esc10", yes: "True", no: "False")
      guard isInTen == targets10.contains(target) else {
        throw row.badValue("esc10", expected: isInTen ? "False" : "True")
      }
      guard let label = targets.firstIndex(of: target) else { continue }
      let clip = Clip(
        path: "audio/" + (try row.text("filename")), label: label,
        subject: try row.text("src_file"), fold: try row.integer("fold", in: 1...5),
        attributes: ["take": row["take"]])
      try collector.add(clip, file: row.file, line: row.line)
    }
    return try collector.dataSet(publishedClips: published)
  }

  private static let targets10 = [0, 1, 10, 11, 12, 20, 21, 38, 40, 41]

  /// In the order of the published targets.
  private static let labels = [
    "dog", "rooster", "pig", "cow", "frog", "cat", "hen", "insects", "sheep", "crow",
    "rain", "sea_waves", "crackling_fire", "crickets", "chirping_birds", "water_drops", "wind",
    "pouring_water", "toilet_flush", "thunderstorm",
    "crying_baby", "sneezing", "clapping", "breathing", "coughing", "footsteps", "laughing",
    "brushing_teeth", "snoring", "drinking_sipping",
    "door_wood_knock", "mouse_click", "keyboard_typing", "door_wood_creaks", "can_opening",
    "washing_machine", "vacuum_cleaner", "clock_alarm", "clock_tick", "glass_breaking",
    "helicopter", "chainsaw", "siren", "car_horn", "engine", "train", "church_bells", "airplane",
    "fireworks", "hand_saw",
  ]
}
