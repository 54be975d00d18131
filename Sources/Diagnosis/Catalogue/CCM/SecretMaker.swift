import KubeLB
import Kubernetes
import Topology

/// The object from which another controller should make the CCM's Secret, such as a SealedSecret or an ExternalSecret, if its
/// controller reports that it fails. Such objects usually have the name of the Secret.
struct FailedSecretMaker {
    let words: String
    let evidence: Evidence
    let remedy: Remedy

    init?(_ kubeconfig: CCMKubeconfig, _ context: CheckContext) {
        let secret = kubeconfig.object
        let event = (context.topology.list(.tenant, Event.self).value?.items ?? []).last { event in
            event.isWarning && event.objectNamespace == secret.namespace && event.objectName == secret.name
                && event.objectKind != "Secret"
        }
        guard let event else { return nil }
        let maker = "\(event.objectKind) \(event.objectNamespace)/\(event.objectName)"
        words = "\(maker), which should create it, reports \(event.reason): \(ErrorDigest.text(of: event.message))"
        evidence = Evidence(event)
        remedy = .fix("fix \(maker), whose controller then creates the Secret")
    }
}
