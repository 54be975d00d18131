import LocalSystem
import Topology

/// The bytes of what was read, as the API servers gave them: what a bundle is written from.
final class RawAnswers: Sendable {
    /// The pages of lists, and objects that were read one by one.
    struct Answers: Sendable {
        var pages: [[UInt8]] = []
        var objects: [[UInt8]] = []
    }

    private let answers = Locked<[Input: Answers]>([:])
    /// Documents that are no lists, by their path in the bundle.
    private let documents = Locked<[String: [UInt8]]>([:])

    func add(pages: [[UInt8]], of input: Input) {
        answers.withLock { $0[input, default: Answers()].pages += pages }
    }

    func add(object: [UInt8], of input: Input) {
        answers.withLock { $0[input, default: Answers()].objects.append(object) }
    }

    func add(document: [UInt8], at path: String) {
        documents.withLock { $0[path] = document }
    }

    func takeLists() -> [Input: Answers] { answers.withLock { $0 } }

    func takeDocuments() -> [String: [UInt8]] { documents.withLock { $0 } }
}
