import Characters
import KubeLB
import Kubernetes
import Topology

/// MetalLB's speakers that do not find each other (memberlist): each takes the other for dead, and takes over its addresses.
struct SpeakerMembers {
    let workload: LoadBalancerWorkload
    /// The node of the speaker that logs it; nil if that is unknown.
    let node: String?
    /// The Ready nodes whose speakers it does not find.
    let missing: [Node]
    /// Words for the port, with the protocols: `port 7946 (TCP and UDP)`.
    let port: String
    /// Whether the speakers do not have the same key.
    let differsInKey: Bool
    let sentence: String
    let evidence: Evidence

    /// nil if the logs were not read, if the speakers found each other since, or if only nodes are missing that are down.
    init?(_ context: CheckContext) {
        let topology = context.topology
        let speakers = topology.loadBalancerWorkloads.filter { $0.implementation == .metalLB && $0.role == .announcer }
        guard let nodes = topology.list(.management, Node.self).whole() else { return nil }
        for workload in speakers {
            let pods = topology.pods(of: workload)
            for (source, tail) in topology.logTails(of: workload) {
                let errors = context.repeatedErrors(in: tail.lines, of: source, where: Self.isFailure)
                guard let error = errors.last, !error.isOver(Self.isJoin) else { continue }
                let text = ErrorDigest.text(of: Self.cause(error.group.latest))
                differsInKey = text.containsBytes(of: "decrypt")
                let own = pods.first { $0.metadata.name == source.pod }?.spec.nodeName
                missing = nodes.filter { node in
                    node.isReady && node.metadata.name != own
                        && (NamedObjects.contains(node.metadata.name, in: text)
                            || node.addresses.contains { NamedObjects.contains($0.address, in: text) })
                }
                // A key that does not fit is logged without the name of who has another one.
                guard !missing.isEmpty || differsInKey else { return nil }
                self.workload = workload
                node = own
                let number = Self.port(in: text) ?? "7946"
                port = "port \(number) (TCP and UDP)"
                evidence = error.evidence
                let span = context.age(of: error.group.first) ?? "a while"
                sentence =
                    (own.map { "the speaker on node \($0)" } ?? "speaker \(source.pod)")
                    + (differsInKey
                        ? " cannot decrypt what other speakers send"
                        : " cannot reach the one on \(AnnouncingNodes.words(missing.map(\.metadata.name)))")
                    + " for \(span) (memberlist, port \(number)): \(text)"
                return
            }
        }
        return nil
    }

    /// Lines of memberlist, and of MetalLB about it.
    static func isAboutMembers(_ line: LogLine) -> Bool {
        let text = line.message + line.error
        return ["memberlist", "partial join", "Failed to join"].contains { text.containsBytes(of: $0) }
            || line.details.contains { $0.value == "memberDiscovery" || $0.value.lowercased() == "memberlist" }
    }

    /// memberlist writes its own levels into the text, which MetalLB logs as debug.
    private static func isFailure(_ line: LogLine) -> Bool {
        guard isAboutMembers(line) else { return false }
        let text = line.message + line.error
        return line.level == .error
            || ["[ERR]", "Failed to join", "Failed to receive", "no acks received", "Was able to connect to"].contains {
                text.containsBytes(of: $0)
            }
    }

    /// The first of the errors that Go collects: `1 error occurred:\n\t* Failed to join …`.
    private static func cause(_ line: LogLine) -> String {
        let text = line.errorText
        guard let start = text.firstByteRange(of: "* ") else { return text }
        let first = text[start.upperBound...].prefix { $0 != "\n" }
        return first.isEmpty ? text : String(first)
    }

    private static func isJoin(_ line: LogLine) -> Bool {
        isAboutMembers(line) && line.level == .info && !isFailure(line)
            && ["memberlist join", "joined", "EventNodeJoin", "Join"].contains { line.fullText.containsBytes(of: $0) }
    }

    /// `7946` of `10.0.20.12:7946`.
    private static func port(in text: String) -> String? {
        text.split { !$0.isNumber && $0 != "." && $0 != ":" }.lazy.compactMap { word -> String? in
            let parts = word.split(separator: ":")
            guard parts.count == 2, parts[0].containsBytes(of: "."), parts[1].count > 1 else { return nil }
            return String(parts[1])
        }.first
    }
}
