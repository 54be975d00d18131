import Documents

/// The nodes that pods may be put on, as a scheduler sees them.
struct NodeChoice: Sendable, Hashable {
    /// Ready and not cordoned, by name.
    let schedulable: [String]
    /// All, by name: a DaemonSet's pods tolerate what keeps others away.
    let all: [String]
    private let cordoned: Int

    init(_ nodes: [JSONValue]) {
        func name(_ node: JSONValue) -> String { node["metadata"]?["name"]?.string ?? "" }
        func isCordoned(_ node: JSONValue) -> Bool { node["spec"]?["unschedulable"]?.bool == true }
        func isReady(_ node: JSONValue) -> Bool {
            (node["status"]?["conditions"]?.array ?? []).contains {
                $0["type"]?.string == "Ready" && $0["status"]?.string == "True"
            }
        }
        all = nodes.map(name).sorted()
        cordoned = nodes.count(where: isCordoned)
        schedulable = nodes.filter { isReady($0) && !isCordoned($0) }.map(name).sorted()
    }

    /// The node with the fewest of the given ones, which are the nodes of pods of the same kind; round robin from a place
    /// that depends on `seed`, so that not every first pod is put on the first node. nil: there is none.
    func pick(besides taken: [String], seed: String) -> String? {
        guard !schedulable.isEmpty else { return nil }
        let start = Int(ShortHash.number(Array(seed.utf8)) % UInt64(schedulable.count))
        let counts = taken.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        return (schedulable[start...] + schedulable[..<start]).min { (counts[$0] ?? 0) < (counts[$1] ?? 0) }
    }

    /// Why a pod gets no node, in the words of kube-scheduler.
    var objection: String {
        guard !all.isEmpty else { return "no nodes available to schedule pods" }
        let tainted = all.count - schedulable.count - cordoned
        let reasons = [
            tainted > 0 ? "\(tainted) node(s) had untolerated taint {node.kubernetes.io/not-ready: }" : nil,
            cordoned > 0 ? "\(cordoned) node(s) were unschedulable" : nil,
        ].compactMap { $0 }
        return "0/\(all.count) nodes are available: \(reasons.joined(separator: ", ")). preemption: "
            + "0/\(all.count) nodes are available: \(all.count) Preemption is not helpful for scheduling."
    }
}
