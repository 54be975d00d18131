import Topology

/// Whether the objects that belong to one resource agree: by its stages before the last one, and by the findings that say
/// that two of them differ.
struct ObjectAgreement {
    /// `Service, LoadBalancer`.
    let objects: String
    let key: ExposedResource
    let isTerminating: Bool
    let stages: StageReport
    let findings: [Finding]
    /// The checks that were run.
    let judged: Set<CheckCode>
    /// Checks that say that two objects differ.
    let disagreements: Set<CheckCode>
    /// What is printed if they agree.
    let addresses: String
    /// What the credentials do not show, if anything.
    let limitation: String?

    var check: VerifyCheck {
        let name = "objects agree: \(objects)"
        func check(_ state: VerifyCheck.State, _ detail: String) -> VerifyCheck {
            VerifyCheck(.objects, name, state, detail, resource: key)
        }
        if isTerminating { return check(.failed, "the \(key.kind) is being deleted") }
        let stages = stages.stages.filter { $0.stage != .routed }
        let own = findings.filter { disagreements.contains($0.code) && $0.severity > .info }
        if let stage = stages.first(where: { $0.state == .failed }) {
            var failed = check(.failed, "\(stage.stage.title): \(stage.detail)")
            failed.findings = findings.filter { $0.severity > .info }.map(\.id)
            failed.evidence = own.flatMap(\.evidence)
            return failed
        }
        if let first = own.first {
            var failed = check(
                .failed, "\(first.code) \(first.message)" + (own.count > 1 ? " (and \(own.count - 1) more)" : ""))
            failed.findings = own.map(\.id)
            failed.evidence = own.flatMap(\.evidence)
            return failed
        }
        if let unknown = stages.compactMap(\.unknown).first {
            return VerifyCheck(
                .objects, name, unread: unknown.reason, "\(unknown.input): \(unknown.reason)", resource: key)
        }
        let leftOut = disagreements.subtracting(judged).sorted().map(\.description)
        if leftOut.count == disagreements.count { return check(.skipped, "its checks were skipped") }
        let notes: [String?] = [addresses, leftOut.isEmpty ? limitation : "without \(ServiceWords.list(leftOut))"]
        return check(.passed, notes.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "; "))
    }
}
