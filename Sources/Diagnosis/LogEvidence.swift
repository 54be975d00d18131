import KubeLB
import Kubernetes
import Redaction
import Topology

/// Whether what a controller logged is still true: it counts until something newer contradicts it.
///
/// That is a restart, a write or a renewed Lease that shows that the same thing works again, an access review, or the
/// silence of a controller that would have failed again by now. A controller that is not at work retries nothing: its last
/// words count.
struct LogEvidence {
    private let context: CheckContext
    private let controller: Controller
    private let isUp: Bool
    /// Whether it is up and leads.
    private let isAtWork: Bool

    /// `isUp`: whether a pod is Ready and stays so.
    init(_ controller: Controller, isUp: Bool?, _ context: CheckContext) {
        self.context = context
        self.controller = controller
        let renewed = context.topology.lastRenewal(of: controller)
        self.isUp = isUp == true
        isAtWork = isUp == true && renewed.map { context.now.seconds(since: $0) < Self.leadTime } ?? true
    }

    /// Seconds without a renewal after which nobody leads any more: KubeLB's Leases last 15 s.
    private static let leadTime = 60.0
    private static let election = 300.0
    /// A write in the same second may have come before the line.
    private static let sameMoment = 1.0

    /// Whether a recognized line of the log still holds.
    func stands(_ line: RecognisedLine, from source: LogSource) -> Bool {
        if source.isPrevious, isUp { return false }
        guard let last = line.last else { return true }
        if isAtWork, let due = line.retryDue, due < context.now { return false }
        // One that is up and does not lead still tries to.
        if isUp, !isAtWork, context.now.seconds(since: last) > Self.election { return false }
        return !isContradicted(line.signature, at: last)
    }

    /// Whether errors about one object still hold, in the log's order. `written`: when the controller wrote that last at which
    /// it failed; `changed`: when somebody changed the object, so that it was tried again.
    func stand(_ lines: [LogLine], written: Timestamp?, changed: Timestamp?) -> Bool {
        guard let last = lines.last?.time else { return true }
        if let written, written.seconds(since: last) > Self.sameMoment { return false }
        guard isAtWork else { return true }
        if let due = LogLine.retryDue(after: lines), due < context.now { return false }
        guard let changed, changed.seconds(since: last) > Self.sameMoment else { return true }
        return context.now.seconds(since: changed) < Self.reaction
    }

    /// Seconds within which a controller at work has followed a change of an object.
    private static let reaction = 10.0

    private func isContradicted(_ signature: LogSignature, at last: Timestamp) -> Bool {
        let topology = context.topology
        let isNewer = { (time: Timestamp?) in time.map { $0.seconds(since: last) > Self.sameMoment } ?? false }
        switch signature {
        case .forbidden(let user, let verb, let resource, let namespace):
            if resource == Lease.resource { return isNewer(topology.lastRenewal(of: controller)) }
            // Only the CCM's permissions are reviewed; the manager may run in a namespace of the same name.
            guard controller.role == .ccm else { return false }
            if topology.isAllowed(user, verb, resource, namespace: namespace) { return true }
            guard verb == "create" || verb == "update" || verb == "patch" else { return false }
            switch resource {
            case LoadBalancer.resource, Addresses.resource:
                return isNewer(topology.ccmBindingCreated)
                    || isNewer(topology.lastManagementWrite(ofCCMTo: resource))
            case Service.resource: return isNewer(topology.lastServiceWrite(ofCCMTo: ""))
            case "services/status": return isNewer(topology.lastServiceWrite(ofCCMTo: "status"))
            default: return false
            }
        case .managementUnreachable, .managementUnauthorized, .namespaceMissing, .kubeconfigMissing,
            .kubeconfigInvalid:
            return controller.role == .ccm && isNewer(topology.lastManagementWrite())
        case .leaderElectionLost: return isNewer(topology.lastRenewal(of: controller))
        case .cacheSyncTimeout, .clusterNameMissing, .invalidAddressType, .gatewayAPIMissing, .noNodeAddress,
            .addressesMissing, .tenantMissing, .crdMissing, .gatewayAPIRefused, .invalidGatewayAPIChannel,
            .ingressUnreadable, .panicked, .tokenNotMounted:
            return false
        }
    }
}

extension CheckContext {
    /// The line that tells why a controller's run ended, for a log in which no line is recognised: the last one, unless
    /// what follows the reason is long, as the usage that Go's `flag` prints after an unknown argument and a stack trace are.
    func lastWords(of controller: Controller, pod: String? = nil) -> (source: LogSource, text: String)? {
        let tails = topology.logTails(of: controller).filter { pod == nil || $0.source.pod == pod }
        let chosen = tails.first { $0.source.isPrevious } ?? tails.last
        return chosen.flatMap { source, tail in
            let reason = tail.lines.last { line in
                Self.reasons.contains { (line.message + line.error).containsBytes(of: $0) }
            }
            let line = reason ?? tail.lines.last { !($0.message + $0.error).isEmpty }
            return line.map {
                (source, TextRedactor.message($0.error.isEmpty ? $0.message : "\($0.message): \($0.error)"))
            }
        }
    }

    /// What fixes a controller whose log ends so; empty if that is not known.
    func remedies(for lastWords: String, of controller: Controller) -> [Remedy] {
        if lastWords.containsBytes(of: "exec format error") {
            return [
                .fix(
                    "run it on nodes of the architecture that its image is built for, or use an image for the nodes' architecture"
                )
            ]
        }
        for phrase in ["flag provided but not defined: -", "unknown flag: --"] {
            guard let start = lastWords.firstByteRange(of: phrase) else { continue }
            let name = lastWords[start.upperBound...].prefix { !$0.isWhitespace }
            return [
                .fix(
                    "remove the argument --\(name), which this version does not have, from the Deployment or the values of its chart",
                    kubectl("edit", reference(controller)), risk: .restart)
            ]
        }
        return []
    }

    private static let reasons = [
        "flag provided but not defined", "unknown flag", "invalid value ", "invalid argument ", "panic: ",
        "fatal error: ",
    ]
}
