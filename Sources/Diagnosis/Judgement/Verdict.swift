import Topology

/// What a run concludes. Computed once for each report: the headline and the counts of every format, and the exit status,
/// read it and judge nothing again.
package struct Verdict: Sendable, Hashable {
    /// Findings that count, by severity.
    package let errors: Int
    package let warnings: Int
    package let infos: Int
    package let suppressed: Int
    /// Checks that judged and found nothing.
    package let passedChecks: Int
    /// Checks that a forbidden or failed read kept from judging.
    package let unknownChecks: Int
    /// Checks whose inputs the bundle does not hold.
    package let skippedChecks: Int
    /// Whether there is anything at or above the threshold, or a check of `verify` failed.
    package let hasFailures: Bool
    /// Whether it cannot be said that nothing is wrong: a cluster, a deciding read or a probe was unavailable.
    package let isUndetermined: Bool
    /// Deciding reads that were forbidden or failed, each once.
    package let undecided: [StageUnknown]
    package let conclusion: Conclusion

    /// The run in a word; the worst that is true of it.
    package enum Conclusion: Sendable, Hashable, CaseIterable {
        case failed
        case undetermined
        case warned
        /// Nothing was found, but some checks could not judge.
        case incomplete
        case passed
    }

    /// `verification` is nil for commands other than `verify`, whose checks decide instead of errors and stages.
    package init(
        findings: [Finding], suppressed: Int, services: [ServiceDiagnosis], routes: [RouteDiagnosis] = [],
        isOfRoutesOnly: Bool = false, diagnosis: Diagnosis, verification: Verification? = nil,
        threshold: FailureThreshold = .error
    ) {
        errors = findings.count { $0.severity == .error }
        warnings = findings.count { $0.severity == .warning }
        infos = findings.count { $0.severity == .info }
        self.suppressed = suppressed
        passedChecks = diagnosis.passed.count
        let unknown = Set(diagnosis.unknowns.filter { $0.reason != .notCollected }.map(\.code))
        unknownChecks = unknown.count
        skippedChecks = Set(diagnosis.unknowns.map(\.code)).subtracting(unknown).count
        // If Layer 7 may not be read, that takes nothing from what is known of Services.
        let deciding: [Input] =
            verification != nil ? [] : isOfRoutesOnly ? Input.routeSources : [.tenantServices, .loadBalancers]
        let unread = deciding.compactMap { input in
            diagnosis.topology.outcome(of: input).map { StageUnknown(input: input, reason: $0) }
        }
        // A read that a bundle does not hold determines nothing, but is no failure either.
        // From the management cluster alone, what is not visible of a path is all that could be seen of it.
        let isAlone = diagnosis.topology.position.hides(.tenant) && verification == nil
        let unseen = isAlone ? diagnosis.topology.unseenParts : []
        undecided = (unread + unseen + services.flatMap(\.stages.unknowns) + routes.flatMap(\.stages.unknowns))
            .filter { $0.reason != .notCollected }.uniqued()
        // That a cluster could not be reached is nothing wrong in it.
        let isBad = { (finding: Finding) in threshold.includes(finding.severity) && !finding.isAboutReach }
        let hasErrors: Bool
        if let verification {
            let failed = verification.count(.failed)
            // Errors that matter have made a check fail.
            hasFailures =
                threshold != .never && failed > 0 || threshold.severity < .error && findings.contains(where: isBad)
            isUndetermined = verification.count(.unknown) > 0 || diagnosis.topology.truncation != nil
            hasErrors = failed > 0
        } else {
            hasFailures = findings.contains(where: isBad)
            isUndetermined =
                !undecided.isEmpty || findings.contains(where: \.isAboutReach)
                || isAlone && (services.map(\.stages) + routes.map(\.stages)).contains(where: \.isUnconfirmed)
                || diagnosis.topology.truncation != nil
            hasErrors = findings.contains { $0.severity == .error && !$0.isAboutReach }
        }
        conclusion =
            if hasErrors || hasFailures { .failed } else if isUndetermined { .undetermined } else if warnings > 0 {
                .warned
            } else if unknownChecks > 0, verification == nil { .incomplete } else { .passed }
    }

    package func count(_ severity: Severity) -> Int {
        switch severity {
        case .error: errors
        case .warning: warnings
        case .info: infos
        }
    }
}
