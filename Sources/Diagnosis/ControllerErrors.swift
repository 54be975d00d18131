import KubeLB
import Kubernetes
import Topology

/// What a controller's log says of an object of Layer 7.
struct ControllerErrors {
    private let context: CheckContext
    private let tails: [(source: LogSource, tail: LogTail)]

    init(_ controller: Controller, _ context: CheckContext) {
        self.context = context
        tails = context.topology.logTails(of: controller).filter { !$0.source.isPrevious }
    }

    /// Recent errors of the CCM about the object, the newest last. Services and Ingresses may share a name: only lines of
    /// the controller of its kind count.
    func all(of exposure: RouteExposure) -> [(source: LogSource, line: LogLine)] {
        let metadata = exposure.source.metadata
        let object = LogLine.Object(name: metadata.name, namespace: metadata.namespace)
        let kind = exposure.kind
        let own =
            kind == .ingress
            ? "ingress-controller" : "gateway-\(kind == .gateway ? "" : kind.controllerName + "-")controller"
        return errors(of: object).filter { $0.line.controller == own || $0.line.logger.hasSuffix(own) }
    }

    /// Recent errors about an object of any kind.
    func errors(of object: LogLine.Object) -> [(source: LogSource, line: LogLine)] {
        tails.flatMap { source, tail in
            tail.errors.filter { $0.objects.contains(object) && $0.isRecent(at: context.now) }.map { (source, $0) }
        }
    }

    func last(of exposure: RouteExposure) -> (source: LogSource, error: WriteError)? {
        all(of: exposure).last.map { ($0.source, WriteError($0.line)) }
    }
}
