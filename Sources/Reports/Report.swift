import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// What one run has to say: a value that every format renders, so that all formats agree.
package struct Report: Sendable {
    package let kind: Kind
    package let toolVersion: String
    package let diagnosis: Diagnosis
    /// The Services asked for, in order.
    package private(set) var services: [ServiceDiagnosis]
    /// The objects of Layer 7 asked for: those named in order, otherwise by kind.
    package private(set) var routes: [RouteDiagnosis]
    /// The findings that concern them (for `doctor`, all) and count, in the order of the diagnosis.
    package let findings: [Finding]
    /// Those that concern them and do not count.
    package let suppressed: [Finding]
    /// Both, in the order of the diagnosis.
    package let allFindings: [Finding]
    /// From what severity on a finding makes a test of a CI system fail.
    package let failingSeverity: Severity
    /// What it all comes to: the counts, the headline and the exit status.
    package let verdict: Verdict
    /// Damage in the source that did not make a whole read fail.
    package let damage: [String]
    /// The number of Services of other controllers that are not listed.
    package let ignoredServices: Int
    /// The same of Layer 7.
    package let ignoredRoutes: Int
    /// Whether only what needs attention is listed, and how much is not listed for that.
    package let showsOnlyProblems: Bool
    package let unlisted: (services: Int, routes: Int)
    /// Whether nothing but Layer 7 is asked for.
    package let isOfRoutesOnly: Bool
    /// Whether somebody named what is shown: all of it is, in the order of the names.
    package let isNamed: Bool
    /// Errors in the clusters that block none of the listed Services.
    package let otherErrors: Int
    /// The status that the process ends with.
    package private(set) var exitStatus: Int
    /// The tests of `verify`; nil for other commands.
    package let verification: Verification?
    /// What `trace` followed; empty for other commands.
    package let traces: [PathTrace]
    /// Whether the timelines of the paths are included.
    package let showsTimeline: Bool
    /// Routes and LoadBalancers without a source that are named.
    package private(set) var lone: [Remains] = []
    /// Whether somebody chose the order of the rows.
    package private(set) var isSorted = false
    /// Further columns of tables.
    package private(set) var labels = LabelColumns()
    private let index: Index
    private let healths: [ExposedResource: Health]

    /// Which command it is the report of.
    package enum Kind: Sendable, Hashable {
        /// One Service, by name, with its five stages.
        case service
        /// Several Services, one row each.
        case services
        case doctor
        /// Whether Services are right and carry traffic, check by check.
        case verify
        /// The whole path of Services through both clusters.
        case trace

        package var keyword: String {
            switch self {
            case .service, .services: "StatusReport"
            case .doctor: "DoctorReport"
            case .verify: "VerifyReport"
            case .trace: "TraceReport"
            }
        }
    }

    package init(
        kind: Kind, toolVersion: String, diagnosis: Diagnosis, services: [ServiceDiagnosis],
        routes: [RouteDiagnosis] = [], findings: [Finding], damage: [String], ignoredServices: Int = 0,
        ignoredRoutes: Int = 0, isOfRoutesOnly: Bool = false, showsOnlyProblems: Bool = false,
        isNamed: Bool = false, otherErrors: Int = 0, verification: Verification? = nil,
        traces: [PathTrace] = [], showsTimeline: Bool = false, suppressed: [Finding] = [],
        threshold: FailureThreshold = .error, exitStatus: (Verdict) -> Int
    ) {
        self.kind = kind
        self.toolVersion = toolVersion
        self.diagnosis = diagnosis
        let isListed = { (resource: StagedResource) in
            !showsOnlyProblems || diagnosis.health(of: resource).isProblem
        }
        let all = (services, routes)
        self.services = services.filter { isListed(StagedResource($0)) }
        self.routes = routes.filter { isListed(StagedResource($0)) }
        self.showsOnlyProblems = showsOnlyProblems
        unlisted = (all.0.count - self.services.count, all.1.count - self.routes.count)
        self.findings = findings
        self.damage = damage
        self.ignoredServices = ignoredServices
        self.ignoredRoutes = ignoredRoutes
        self.isOfRoutesOnly = isOfRoutesOnly
        self.isNamed = isNamed
        self.otherErrors = otherErrors
        verdict = Verdict(
            findings: findings, suppressed: suppressed.count, services: services, routes: routes,
            isOfRoutesOnly: isOfRoutesOnly, diagnosis: diagnosis, verification: verification, threshold: threshold)
        self.exitStatus = exitStatus(verdict)
        self.verification = verification
        self.traces = traces
        self.showsTimeline = showsTimeline
        self.suppressed = suppressed
        failingSeverity = threshold.severity
        let wanted = Set((findings + suppressed).map(\.id))
        allFindings = suppressed.isEmpty ? findings : diagnosis.allFindings.filter { wanted.contains($0.id) }
        index = Index(findings, all: allFindings)
        let resources = self.services.map(StagedResource.init) + self.routes.map(StagedResource.init)
        healths = Dictionary(
            resources.map { ($0.key, diagnosis.health(of: $0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// How one Service or object of Layer 7 fares.
    package func health(of resource: StagedResource) -> Health {
        healths[resource.key] ?? diagnosis.health(of: resource)
    }

    package var topology: Topology { diagnosis.topology }

    /// Findings that decide about the exit status of `verify` beside its checks, as with --fail-on warning.
    var decidingFindings: [Finding] {
        guard let verification, failingSeverity < .error else { return [] }
        let explained = Set(verification.checks.filter { $0.state == .failed }.flatMap(\.findings))
        return findings.filter {
            $0.severity >= failingSeverity && !$0.isAboutReach && !explained.contains($0.id)
        }
    }

    /// The same report of a process that ends otherwise, as after a wait that ran out.
    package func ending(with exitStatus: Int) -> Report {
        var report = self
        report.exitStatus = exitStatus
        return report
    }

    /// The same report with its rows in an order that somebody chose.
    func arranged(services: [ServiceDiagnosis], routes: [RouteDiagnosis]) -> Report {
        var report = self
        (report.services, report.routes, report.isSorted) = (services, routes, true)
        return report
    }

    /// The same report with Routes and LoadBalancers without a source.
    package func showing(lone: [Remains]) -> Report {
        var report = self
        report.lone = lone
        return report
    }

    /// The same report with columns for labels.
    package func showing(_ labels: LabelColumns) -> Report {
        var report = self
        report.labels = labels
        return report
    }

    /// Checks that could not be evaluated because of a forbidden or failed read.
    package var unknownChecks: [CheckUnknown] { diagnosis.unknowns.filter { $0.reason != .notCollected } }

    /// Checks whose inputs the bundle does not hold.
    package var skippedChecks: [CheckUnknown] { diagnosis.unknowns.filter { $0.reason == .notCollected } }

    /// The stages of everything that is asked for.
    var stages: [StageReport] { services.map(\.stages) + routes.map(\.stages) }

    /// The findings of one Service or object of Layer 7 that count, in the order of the report.
    package func findings(of key: ExposedResource) -> [Finding] {
        (index.byService[key] ?? []).map { findings[$0] }
    }

    /// Those that count and those that do not.
    package func allFindings(of key: ExposedResource) -> [Finding] {
        (index.allByService[key] ?? []).map { allFindings[$0] }
    }

    /// What explains why it stands where it stands: root causes of its findings, and its own.
    package func causes(of key: ExposedResource) -> [Finding] {
        diagnosis.findings(concerning: [key]).filter { $0.isRootCause && $0.severity > .info }
    }

    /// The findings that follow from another one, directly or over others.
    package func consequences(of finding: Finding) -> [Finding] {
        var reached = Set<Int>()
        var pending = index.consequences[finding.id] ?? []
        while let position = pending.popLast() {
            guard reached.insert(position).inserted else { continue }
            pending += index.consequences[findings[position].id] ?? []
        }
        return reached.sorted().map { findings[$0] }
    }

    /// Services and objects of Layer 7 that a finding and its consequences concern.
    package func resourcesHeldUp(by finding: Finding) -> [ExposedResource] {
        Set(([finding] + consequences(of: finding)).filter { $0.severity > .info }.compactMap(\.resource)).sorted()
    }

    /// Look-ups over the findings by position.
    private struct Index: Sendable {
        var byService: [ExposedResource: [Int]] = [:]
        var allByService: [ExposedResource: [Int]] = [:]
        /// By the identifier of a finding, those that name it as a cause.
        var consequences: [String: [Int]] = [:]

        init(_ findings: [Finding], all: [Finding]) {
            for (position, finding) in all.enumerated() {
                if let service = finding.resource { allByService[service, default: []].append(position) }
            }
            for (position, finding) in findings.enumerated() {
                if let service = finding.resource { byService[service, default: []].append(position) }
                for cause in finding.causedBy { consequences[cause, default: []].append(position) }
            }
        }
    }
}
