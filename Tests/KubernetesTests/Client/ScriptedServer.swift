import FoundationEssentials
import Kubernetes
import LocalSystem
import TestSupport
import Transport

/// An API server that gives prepared answers, one after the other, and keeps what it was asked.
final class ScriptedServer: Sendable {
    struct Answer: Sendable {
        var status = 200
        var headers: [String: String] = [:]
        var body: [UInt8] = []
        /// Ends the connection instead of answering.
        var drops = false
        /// Announces more bytes than it sends, and ends the connection.
        var endsEarly = false

        static func recorded(_ name: String, _ status: Int = 200, headers: [String: String] = [:]) -> Answer {
            Answer(status: status, headers: headers, body: Recorded.body(name))
        }

        static func text(_ body: String, _ status: Int = 200) -> Answer {
            Answer(status: status, body: Array(body.utf8))
        }
    }

    private struct State {
        var answers: [Answer]
        var heads: [String] = []
        var bodies: [[UInt8]] = []
    }

    private let state: Shared
    private let server: LoopbackServer

    /// A box, since closures may not capture what is not copied.
    private final class Shared: Sendable {
        let value: Locked<State>
        init(_ state: State) { value = Locked(state) }
    }

    /// The last answer is given to all later requests as well.
    convenience init(_ answers: Answer...) throws { try self.init(answers) }

    convenience init(_ answers: [Answer]) throws { try self.init(answers) { _ in nil } }

    /// The answer to each request, by its head.
    convenience init(_ answer: @escaping @Sendable (_ head: String) -> Answer) throws {
        try self.init([Answer()], answer)
    }

    private init(_ answers: [Answer], _ choose: @escaping @Sendable (String) -> Answer?) throws {
        let state = Shared(State(answers: answers))
        self.state = state
        server = try LoopbackServer { connection in
            while let head = connection.readHead() {
                let length = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                let body = length.flatMap { Int($0.split(separator: " ").last ?? "") }.map { connection.readBody($0) }
                let answer = state.value.withLock { state in
                    state.heads.append(head)
                    state.bodies.append(body ?? [])
                    if let chosen = choose(head) { return chosen }
                    return state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]
                }
                if answer.drops { break }
                var text =
                    "HTTP/1.1 \(answer.status) X\r\nContent-Length: \(answer.body.count + (answer.endsEarly ? 1 : 0))\r\n"
                for (name, value) in answer.headers { text += "\(name): \(value)\r\n" }
                connection.write(Array((text + "\r\n").utf8) + answer.body)
                if answer.endsEarly { break }
            }
            connection.end()
        }
    }

    var heads: [String] { state.value.withLock { $0.heads } }
    var bodies: [[UInt8]] { state.value.withLock { $0.bodies } }
    /// Path and query of each request.
    var targets: [String] { heads.map { String($0.split(separator: " ")[1]) } }

    /// The deadline is so far away that no busy machine reaches it.
    func client(_ credential: Credential = .none, seconds: Double = 600, pageSize: Int = 500) throws -> APIClient {
        var settings = APIClient.Settings()
        settings.timeout = .seconds(seconds)
        settings.pageSize = pageSize
        return APIClient(
            ClusterAccess(source: "test", server: server.url, credential: credential), engine: try HTTPEngine(),
            settings: settings)
    }
}

enum Recorded {
    /// Bodies of a real Kubernetes 1.36.
    static func body(_ name: String) -> [UInt8] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Recorded/\(name)")
        return (try? Data(contentsOf: file)).map { Array($0) } ?? []
    }
}
