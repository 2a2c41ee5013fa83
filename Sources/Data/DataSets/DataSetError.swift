public import Audio
public import Basics

/// Why a data set cannot be read or split. `description` is one line that names the place, what
/// is wrong with it, and the remedy.
public enum DataSetError: Error, Equatable, Sendable {
  // Files and folders

  case missing(path: String, remedy: String)
  case unreadable(path: String, reason: String)
  case file(FileError)
  /// Recordings that lists name and folders lack: how many of how many, and the first of them.
  case missingAudio(root: String, count: Int, total: Int, first: [String])
  /// No layout is known by these files.
  case unknownLayout(root: String)
  /// Several lists, none of which is preferred.
  case severalLists(root: String, names: [String])
  case noClips(path: String)

  // Lists

  case notUTF8(file: String, line: Int)
  /// A quoted field that does not end, or that goes on after its end.
  case quotation(file: String, line: Int)
  case fieldCount(file: String, line: Int, expected: Int, actual: Int)
  case missingColumn(file: String, line: Int, column: String, found: [String])
  case repeatedColumn(file: String, line: Int, column: String)
  case badValue(file: String, line: Int, column: String, value: String, expected: String)
  case unknownLabel(file: String, line: Int, label: String, known: [String])
  /// Two lines disagree about one clip.
  case contradiction(file: String, line: Int, clip: String, problem: String)
  /// A folder that is no part of a split stands beside folders that are.
  case mixedFolders(root: String, folder: String)
  case badPattern(pattern: String, reason: String)
  /// A pattern of subjects for a layout that says itself who is heard.
  case patternUnused(root: String, layout: String)
  /// Classes that clips have and the list in a recipe lacks.
  case missingClasses(dataSet: String, labels: [String])
  case repeatedClass(label: String)

  // Splits

  case noPublishedSplit(dataSet: String)
  case noFold(clip: String)
  case noSubject(clip: String)
  /// Fewer clips or subjects than parts that need one each.
  case tooFew(what: String, count: Int, needed: Int)
  /// Keys of the folds that there are.
  case noSuchFold(dataSet: String, name: String, folds: [String])
  case noSuchSubject(dataSet: String, name: String, subjects: [String])
  /// Subjects to hold out that are none or all of them.
  case everySubject(dataSet: String, heldOut: Int, subjects: Int)

  // Sound

  case audio(AudioError)
  /// A segment without samples, of a recording of so many seconds.
  case emptySegment(path: String, Segment, seconds: Double)
  /// A recording that has other sound than when it was read first.
  case changed(path: String)
}

extension DataSetError: CustomStringConvertible {
  public var description: String { printable(text) }

  private var text: String {
    switch self {
    case .missing(let path, let remedy): "\(path): no such file or folder; \(remedy)"
    case .unreadable(let path, let reason):
      "\(path): cannot be read (\(reason)); check its permissions"
    case .file(let error): error.description
    case .missingAudio(let root, let count, let total, let first):
      "\(root): \(count) of \(total) recordings are missing (\(first.joined(separator: ", "))"
        + "\(count > first.count ? ", …" : "")); unpack the audio again or take them off the list"
    case .unknownLayout(let root):
      "\(root): no known layout; name one of "
        + "\(Layout.allCases.map(\.rawValue).joined(separator: ", "))"
    case .severalLists(let root, let names):
      "\(root): holds several lists (\(names.joined(separator: ", "))); name one of them"
    case .noClips(let path): "\(path): holds no clips; check that it is the right place"
    case .notUTF8(let file, let line): "\(file):\(line): is not UTF-8; save the list as UTF-8"
    case .quotation(let file, let line):
      "\(file):\(line): a quoted field has no proper end; double the quotes inside it"
    case .fieldCount(let file, let line, let expected, let actual):
      "\(file):\(line): has \(actual) fields instead of \(expected); correct the line, or quote "
        + "fields that contain the separator"
    case .missingColumn(let file, let line, let column, let found):
      "\(file):\(line): the column \(column) is missing; found \(found.joined(separator: ", "))"
    case .repeatedColumn(let file, let line, let column):
      "\(file):\(line): the column \(column) stands twice; rename one"
    case .badValue(let file, let line, let column, let value, let expected):
      "\(file):\(line): \(column) is \(value.debugDescription); it must be \(expected)"
    case .unknownLabel(let file, let line, let label, let known):
      "\(file):\(line): \(label.debugDescription) is no label; choose one of "
        + "\(known.joined(separator: ", "))"
    case .contradiction(let file, let line, let clip, let problem):
      "\(file):\(line): \(clip) \(problem); correct one of the two"
    case .mixedFolders(let root, let folder):
      "\(root): \(folder) stands beside folders of a split such as train; move it out or into one"
    case .badPattern(let pattern, let reason):
      "data.subjects: \(printable(pattern)) is no regular expression (\(printable(reason))); "
        + "try one like ^([^_]+)_"
    case .patternUnused(let root, let layout):
      "\(root): data.subjects goes with the layout folders, not with \(layout), which names subjects "
        + "itself"
    case .missingClasses(let dataSet, let labels):
      "\(dataSet): has clips of \(listed(labels, upTo: 5)), which data.classes lacks; name all "
        + "classes there"
    case .repeatedClass(let label): "data.classes: \(printable(label)) stands twice; name it once"
    case .noPublishedSplit(let dataSet):
      "\(dataSet): has no published folds or partitions; use random or subject-disjoint folds"
    case .noFold(let clip):
      "\(clip): has no fold, but other clips have; complete the list or use random folds"
    case .noSubject(let clip):
      "\(clip): has no subject; name it in the list's column subject, in subjects.csv or by "
        + "data.subjects, or use folds that ignore subjects"
    case .tooFew(let what, let count, let needed):
      "\(count) \(what) are too few for a split that needs \(needed); ask for fewer parts"
    case .noSuchFold(let dataSet, let name, let folds):
      "\(dataSet): there is no fold \(printable(name)); there are \(listed(folds, upTo: 20))"
    case .noSuchSubject(let dataSet, let name, let subjects):
      "\(dataSet): no clip is of the subject \(printable(name)); "
        + (nearest(to: name, among: subjects).map { "did you mean \($0)?" }
          ?? "there are \(listed(subjects, upTo: 20))")
    case .everySubject(let dataSet, let heldOut, let subjects):
      "\(dataSet): \(heldOut) of \(subjects) subjects are held out; hold out some, but not all"
    case .audio(let error): error.description
    case .emptySegment(let path, let segment, let seconds):
      "\(path): the segment from \(segment.start) to \(segment.end) s has no samples, the recording "
        + "has \(seconds) s; correct the list"
    case .changed(let path): "\(path): has changed since it was read; put the recording back"
    }
  }
}
