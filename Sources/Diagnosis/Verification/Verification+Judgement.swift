/// What does not count in a verification.
extension Verification {
    /// The verification where checks that failed for findings that do not count, and for no other, are left out.
    package func judged(by diagnosis: Diagnosis) -> Verification {
        let suppressed = Dictionary(
            diagnosis.allFindings.filter { $0.suppression != nil }.map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
        return Verification(
            checks: checks.map { check in
                var judged = check
                if check.state == .failed, !check.findings.isEmpty {
                    let reasons = check.findings.compactMap { suppressed[$0] }
                    guard reasons.count == check.findings.count, let first = reasons.first else { return check }
                    judged.state = .skipped
                    judged.detail = "\(first.code) is suppressed (\(first.suppression?.reason ?? "")): \(check.detail)"
                }
                return judged
            })
    }
}
