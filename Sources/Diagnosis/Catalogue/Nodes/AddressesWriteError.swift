import KubeLB
import Kubernetes
import Topology

/// That the CCM fails to write the nodes' addresses, by its log (KubeLB `internal/controllers/ccm/node_controller.go`).
struct AddressesWriteError {
    private let error: WriteError
    private let source: LogSource
    private let context: CheckContext
    private let isInvalid: Bool

    /// nil if its log does not say so of the present.
    init?(_ context: CheckContext) {
        let tails = context.topology.logTails(of: context.topology.ccm).filter { !$0.source.isPrevious }
        let lines = tails.flatMap { source, tail in tail.errors.map { (source: source, line: $0) } }
        let last = lines.last { _, line in
            (line.controller == "node-controller" || line.logger.hasSuffix("node.reconciler"))
                && line.isRecent(at: context.now)
                && (line.errorText.containsBytes(of: "Addresses.\(KubeLBNames.group)")
                    || line.errorText.containsBytes(of: "addresses.\(KubeLBNames.group)"))
        }
        guard let last else { return nil }
        error = WriteError(last.line)
        source = last.source
        isInvalid = last.line.errorText.containsBytes(of: " is invalid: ")
        self.context = context
    }

    var sentence: String { "The CCM cannot write it: \(error.sentence)" }

    var evidence: Evidence { error.evidence(source) }

    /// Codes whose findings explain it.
    var suspects: [CheckCode] { error.suspects }

    /// Whether waiting changes nothing.
    var isLasting: Bool { error.isLasting }

    /// What fixes it if there is no object yet; nil if that is not known.
    var remediesForMissing: [Remedy]? {
        let known = error.remedies(
            .management, namespace: context.topology.tenantNamespace ?? "", of: .controller(context.topology.ccm),
            context)
        return known.isEmpty ? nil : known + [context.log(of: context.topology.ccm)]
    }

    func remedies(_ addresses: Addresses) -> [Remedy] {
        let topology = context.topology
        // The CCM writes what its own version defines: an API server that does not accept that has an older definition.
        if isInvalid { return [HelmRelease(of: topology.manager).applyCRDs(context), context.log(of: topology.ccm)] }
        return error.remedies(
            .management, namespace: addresses.metadata.namespace, by: topology.ccm,
            retry: ObjectReference(.management, addresses), context)
    }
}
