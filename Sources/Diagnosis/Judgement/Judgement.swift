import KubeLB
import Kubernetes
import Topology

/// What does not count, by the command line, the Services' annotations and a baseline; and what of it says nothing.
package struct Judgement: Sendable {
    package var rules: [SuppressionRule] = []
    package var baseline: Baseline?
    /// What to call the baseline.
    package var baselineName = ""

    package init() {}

    /// How much was looked at; what was not may be there for all we know.
    package enum Scope: Sendable, Hashable {
        case everything
        /// Some Services, `namespace/name`.
        case services(Set<String>)

        func includes(_ service: String) -> Bool {
            switch self {
            case .everything: true
            case .services(let services): services.contains(service)
            }
        }
    }

    /// The diagnosis with what does not count marked.
    package func applied(to diagnosis: Diagnosis) -> Diagnosis {
        let annotated = Dictionary(
            diagnosis.services.map { ($0.key, Self.annotation(of: $0.exposure.service)) },
            uniquingKeysWith: { first, _ in first })
        return diagnosis.suppressing { finding in
            if let rule = rules.first(where: { $0.matches(finding) }) {
                return Suppression(.option, "--suppress \(rule.text)")
            }
            if let service = finding.resource, let patterns = annotated[service]?.patterns,
                patterns.contains(where: { $0.matches(finding.code) })
            {
                return Suppression(.annotation, "annotation \(Suppression.annotation)")
            }
            if let baseline, baseline.entries.contains(Fingerprint(of: finding)) {
                return Suppression(.baseline, "baseline \(baselineName)")
            }
            return nil
        }
    }

    private static func annotation(of service: Service) -> (patterns: [CodePattern], unknown: [String]) {
        let words = (service.metadata.annotations[Suppression.annotation] ?? "")
            .split { $0 == "," || $0.isWhitespace }.map(String.init)
        var found: (patterns: [CodePattern], unknown: [String]) = ([], [])
        for word in words {
            if let pattern = CodePattern(word), !pattern.codes.isEmpty {
                found.patterns.append(pattern)
            } else {
                found.unknown.append(word)
            }
        }
        return found
    }

    // MARK: What says nothing

    /// Suppressions that match no finding though their checks have judged, one line each.
    package func idle(in diagnosis: Diagnosis, scope: Scope) -> [String] {
        let findings = diagnosis.allFindings
        var notes: [String] = []
        for rule in rules where !findings.contains(where: rule.matches) {
            guard diagnosis.hasJudged(rule.codes.codes), isInScope(rule.target, scope) else { continue }
            notes.append("--suppress \(rule.text) matches no finding")
        }
        let byService = Dictionary(grouping: findings.filter { $0.resource != nil }, by: \.resource)
        for service in diagnosis.services where scope.includes(service.key.path) {
            let (patterns, unknown) = Self.annotation(of: service.exposure.service)
            let place = "the annotation \(Suppression.annotation) of Service \(service.key.path)"
            notes += unknown.map { "\($0) in \(place) is not a valid code" }
            let codes = Set((byService[service.key] ?? []).map(\.code))
            for pattern in patterns where !codes.contains(where: pattern.matches) {
                if diagnosis.hasJudged(pattern.codes) { notes.append("\(pattern) in \(place) matches no finding") }
            }
        }
        let gone = idleEntries(in: diagnosis, scope: scope).sorted()
        if let first = gone.first {
            let more = gone.count > 1 ? " and \(gone.count - 1) more" : ""
            let noun = gone.count == 1 ? "1 entry matches" : "\(gone.count) entries match"
            notes.append(
                "baseline \(baselineName): \(noun) no current finding: "
                    + "\(first.code)\(first.object.map { " of \($0.path)" } ?? "")\(more)")
        }
        return notes
    }

    private func isInScope(_ target: SuppressionRule.Target?, _ scope: Scope) -> Bool {
        switch scope {
        case .everything: return true
        case .services(let services):
            guard let target else { return true }
            return target.isService && services.contains("\(target.namespace)/\(target.name)")
        }
    }

    /// Entries of the baseline that were looked for and are there no more.
    private func idleEntries(in diagnosis: Diagnosis, scope: Scope) -> Set<Fingerprint> {
        guard let baseline else { return [] }
        let present = Set(diagnosis.allFindings.map { Fingerprint(of: $0) })
        return baseline.entries.subtracting(present).filter { entry in
            // A code that no check has any more is never found again.
            guard Catalogue.check(entry.code) == nil || diagnosis.hasJudged([entry.code]) else { return false }
            guard case .services(let services) = scope else { return true }
            guard let object = entry.object, object.side == .tenant, object.kind == Service.kind else { return false }
            return services.contains("\(object.namespace)/\(object.name)")
        }
    }

    // MARK: A new baseline

    /// The baseline with the findings that count now, without those that are gone. What could not be judged, or was not
    /// looked at, stays; that a cluster could not be asked is nothing to get used to.
    package func renewedBaseline(from diagnosis: Diagnosis, findings: [Finding], scope: Scope) -> Baseline {
        let kept = (baseline?.entries ?? []).subtracting(idleEntries(in: diagnosis, scope: scope))
        let new = findings.filter { $0.severity > .info && !$0.isAboutReach }.map { Fingerprint(of: $0) }
        return Baseline(entries: kept.union(new))
    }
}
