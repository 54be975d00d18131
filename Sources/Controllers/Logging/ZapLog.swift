import Documents
import Kubernetes
import LocalSystem

/// Log lines as KubeLB's controllers write them: zap's JSON, times in ISO 8601 with milliseconds.
struct ZapLog: Sendable {
    let write: @Sendable (String) -> Void
    /// Lines of `debug` are written.
    var isVerbose = false

    func info(_ message: String, logger: String? = nil, _ values: (String, JSONValue)...) {
        line("info", message, logger, values)
    }

    func debug(_ message: String, logger: String? = nil, _ values: (String, JSONValue)...) {
        if isVerbose { line("debug", message, logger, values) }
    }

    func error(_ message: String, _ error: String, logger: String? = nil, _ values: (String, JSONValue)...) {
        line("error", message, logger, values + [("error", .string(error))])
    }

    /// What controller-runtime says of a reconcile that failed.
    func reconcilerError(
        controller: String, group: String, kind: String, namespace: String, name: String, error: String
    ) {
        self.error(
            "Reconciler error", error,
            ("controller", .string(controller)), ("controllerGroup", .string(group)), ("controllerKind", .string(kind)),
            (kind, ["name": .string(name), "namespace": .string(namespace)]), ("namespace", .string(namespace)),
            ("name", .string(name)), ("reconcileID", .string(Self.reconcileID())))
    }

    private func line(_ level: String, _ message: String, _ logger: String?, _ values: [(String, JSONValue)]) {
        var members: [(String, JSONValue)] = [("level", .string(level)), ("ts", .string(Self.now()))]
        if let logger { members.append(("logger", .string(logger))) }
        members.append(("msg", .string(message)))
        // A key may come twice, as in the real logs; so this is no JSONObject.
        let text = (members + values).map { key, value in
            String(decoding: JSONValue.string(key).encoded() + [UInt8(ascii: ":")] + value.encoded(), as: UTF8.self)
        }
        write("{\(text.joined(separator: ","))}")
    }

    private static func now() -> String {
        let milliseconds = WallClock.milliseconds
        let fraction = String(1000 + milliseconds % 1000).dropFirst()
        return "\(Timestamp(milliseconds: milliseconds).description.dropLast()).\(fraction)Z"
    }

    private static func reconcileID() -> String {
        func digits(_ count: Int) -> String {
            String((0..<count).map { _ in Array("0123456789abcdef")[Int.random(in: 0..<16)] })
        }
        return [8, 4, 4, 4, 12].map(digits).joined(separator: "-")
    }
}

/// An end with status 1, after its reason was logged.
package struct ControllerExit: Error, CustomStringConvertible {
    package let description: String
}
