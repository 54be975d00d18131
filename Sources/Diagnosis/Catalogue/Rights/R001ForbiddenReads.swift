import KubeLB
import Kubernetes
import Topology

/// KLC-R001: what could not be read for want of rights, in one place.
struct R001ForbiddenReads: ReadOutcomeCheck {
    let documentation = CheckDocumentation(
        code: "R001",
        title: "Some reads were forbidden",
        severity: .info,
        inputs: [],
        // It looks at how every read ended and at nothing that was read; these stand for all.
        optionalInputs: Input.scope,
        meaning: """
            The identity that read the clusters lacks permission for some of the reads that the checks need. The \
            checks that depend on them are unknown; nothing is concluded from missing reads.
            """,
        impact: "Faults that only the missing objects show are not found.",
        mending: "Grant the missing permissions: --print-rbac prints a read-only ClusterRole for each cluster.",
        examples: [
            .fires(.info, "Services of the management cluster may not be listed", "management: {services: forbidden}"),
            .silent("a read failed for another reason", "management: {services: failed}"),
            .silent("nobody collected it", "management: {services: notCollected}"),
        ])

    func findings(of unknowns: [CheckUnknown], in context: CheckContext) -> [Finding] {
        ClusterSide.allCases.compactMap { finding(of: $0, unknowns, in: context) }
    }

    private func finding(of side: ClusterSide, _ unknowns: [CheckUnknown], in context: CheckContext) -> Finding? {
        let topology = context.topology
        var refused: [Input: MissingRight] = [:]
        for input in DeclaredInputs.all where input.side == side {
            if case .forbidden(let right) = topology.outcome(of: input) { refused[input] = right }
        }
        guard !refused.isEmpty else { return nil }
        let unknown = unknowns.filter { refused[$0.input] != nil }.map(\.code).uniqued()
        let rights = refused.sorted { $0.key < $1.key }.map { $0.value.description }.uniqued()
        let shown =
            rights.prefix(5).joined(separator: ", ") + (rights.count > 5 ? ", and \(rights.count - 5) more" : "")
        let identity =
            side == .management && topology.hasCCMIdentityOnly
            ? "; this is expected with the CCM's own credentials" : ""
        return Finding(
            .info,
            "\(rights.count) read\(rights.count == 1 ? " is" : "s are") forbidden in the \(side.rawValue) cluster (\(shown)): "
                + "\(unknown.count) check\(unknown.count == 1 ? " is" : "s are") unknown\(identity)",
            evidence: refused.sorted { $0.key < $1.key }.map { input, right in
                Evidence("\(input)", "forbidden: needs \(right)")
            }
                + (unknown.isEmpty
                    ? []
                    : [Evidence("unknown checks", unknown.map(\.description).joined(separator: " "))]),
            remedies: [
                .fix("have the ClusterRole for the \(side.rawValue) cluster created and bound to your user"),
                .inspect("print the ClusterRole", context.tool("doctor --print-rbac")),
            ]
        ).about(side)
    }
}
