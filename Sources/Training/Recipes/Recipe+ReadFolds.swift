import Basics

extension Recipe.FoldChoice {
  init(_ fields: JSONFields) throws(JSONError) {
    let kinds = ["published", "stratified", "subjects", "draws"]
    switch try fields.choice("kind", among: kinds, default: "published") {
    case "stratified":
      try fields.allow(["kind", "count", "seed"])
      kind = .stratified(count: try fields.count(2))
    case "subjects":
      try fields.allow(["kind", "count", "seed"])
      kind = .subjects(count: try fields.count(2))
    case "draws":
      try fields.allow(["kind", "count", "test_share", "keep_subjects_apart", "seed"])
      kind = .draws(
        count: try fields.count(1),
        testShare: try fields.number("test_share", in: .above(0).below(1), default: 0.2),
        keepingSubjectsApart: try fields.bool("keep_subjects_apart", default: true))
    default:
      try fields.allow(["kind", "seed"])
      kind = .published
    }
    seed = try fields.seed()
  }
}

extension JSONFields {
  fileprivate func count(_ least: Int) throws(JSONError) -> Int {
    try integer("count", in: least...1_000, default: 5)
  }
}
