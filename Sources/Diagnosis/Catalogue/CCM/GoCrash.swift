import Characters
import KubeLB
import Redaction
import Topology

/// That a program ended with an error of Go's runtime or an unrecovered panic: restarting does not fix it.
struct GoCrash {
    /// The log, or what the kubelet kept of it.
    private let place: String
    private let text: String
    /// KubeLB's innermost function in the stack trace: `internal/port-lookup.(*PortAllocator).Lookup`.
    private let function: String?

    private static let package = "k8c.io/kubelb/"

    /// The last crash of a log, or of its end that the kubelet keeps as termination message; nil if there is none.
    init?(in tail: LogTail, _ place: String) {
        let isCrash = { (line: LogLine) in
            line.level == .unknown && ["fatal error: ", "panic: "].contains { line.message.hasPrefix($0) }
        }
        guard let index = tail.lines.lastIndex(where: isCrash) else { return nil }
        self.place = place
        text = TextRedactor.message(String(tail.lines[index].message.prefix(300)))
        let frame = tail.lines[index...].first { $0.message.hasPrefix(Self.package) }?.message
        // The arguments of the call are addresses.
        function = frame.map { frame in
            let call = frame.dropFirst(Self.package.count).prefix(200)
            return String(call.lastIndex(of: "(").map { call[..<$0] } ?? call)
        }
    }

    var sentence: String { "it crashes with \"\(text)\"" + (function.map { " in \($0)" } ?? "") }

    var evidence: Evidence { Evidence(place, text + (function.map { ", in \($0)" } ?? "")) }

    /// The table of ports is read without its lock before v1.5.0 (kubermatic/kubelb#515).
    var remedy: Remedy {
        text.containsBytes(of: "concurrent map") && function?.containsBytes(of: "PortAllocator") == true
            ? .fix("upgrade KubeLB to v1.5.0 or later, which locks its table of ports")
            : .fix(
                "upgrade KubeLB to the newest patch release; if it still crashes, report the stack trace to its authors"
            )
    }
}
