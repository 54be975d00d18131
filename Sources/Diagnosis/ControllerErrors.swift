import Characters
import KubeLB
import Kubernetes
import Topology

/// The errors in the logs of a controller's running containers, but for those that healthy clusters have.
struct ControllerErrors {
    typealias Entry = (source: LogSource, line: LogLine)

    private let context: CheckContext
    /// Of each pod the newest last.
    private let all: [Entry]

    init(_ controller: Controller, _ context: CheckContext) {
        self.context = context
        all = context.topology.logTails(of: controller).filter { !$0.source.isPrevious }
            .flatMap { source, tail in tail.errors.map { (source, $0) } }
    }

    /// Those that may still go on.
    var recent: [Entry] { all.filter { $0.line.isRecent(at: context.now) } }

    /// Errors about an object of any kind, however old.
    func ever(of object: LogLine.Object) -> [Entry] { ever(ofAny: [object]) }

    func ever(ofAny objects: Set<LogLine.Object>) -> [Entry] {
        all.filter { !objects.isDisjoint(with: $0.line.objects) }
    }

    /// Recent errors about an object of any kind.
    func errors(of object: LogLine.Object) -> [Entry] { ever(of: object).filter { $0.line.isRecent(at: context.now) } }

    /// Recent errors of the CCM about the object, the newest last. Services and Ingresses may share a name: only lines of
    /// the controller of its kind count.
    func all(of exposure: RouteExposure) -> [Entry] {
        let kind = exposure.kind
        let own =
            kind == .ingress
            ? "ingress-controller" : "gateway-\(kind == .gateway ? "" : kind.controllerName + "-")controller"
        return errors(of: LogLine.Object(exposure.source.metadata)).filter {
            $0.line.controller == own || $0.line.logger.hasSuffix(own)
        }
    }

    func last(of exposure: RouteExposure) -> (source: LogSource, error: WriteError)? {
        all(of: exposure).last.map { ($0.source, WriteError($0.line)) }
    }

    /// The last recent error of the manager about a SyncSecret. That it may not write the status keeps nothing from working.
    func last(of secret: SyncSecret) -> (source: LogSource, error: WriteError)? {
        errors(of: LogLine.Object(secret.metadata)).last { _, line in
            !line.errorText.containsBytes(of: "syncsecrets/status")
                && !line.message.containsBytes(of: "failed to update SyncSecret status")
        }.map { ($0.source, WriteError($0.line)) }
    }
}
