import CommandLineKit
import LocalSystem

/// What is said on stderr while logs or Events are followed, each thing once.
final class FollowNotes: Sendable {
    private let said: Locked<Set<String>>
    private let environment: Environment

    /// So many things are remembered: what is said after weeks may be said again.
    private static let limit = 1000

    init(_ known: Set<LogProblem> = [], _ environment: Environment) {
        said = Locked(Set(known.map(\.text)))
        self.environment = environment
    }

    func say(_ text: String) {
        let isNew = said.withLock { said in
            if said.count >= Self.limit { said = [] }
            return said.insert(text).inserted
        }
        if isNew { environment.note(text) }
    }
}
