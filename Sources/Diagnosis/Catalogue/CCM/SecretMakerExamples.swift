import Topology

/// Examples of pods of KubeLB that wait for the Secret of a Certificate.
enum SecretMakerExamples {
    /// `pod` as `namespace/name`. An Issuer that does not exist.
    static func missingIssuer(_ side: ClusterSide, _ pod: String, _ container: String) -> String {
        waiting(side, pod, container, issuer: "Issuer")
            + "  issuers.cert-manager.io: {}\n  clusterissuers.cert-manager.io: {}\n"
    }

    /// A Ready ClusterIssuer, whose ACME server refuses a challenge.
    static func failedChallenge(_ side: ClusterSide, _ pod: String, _ container: String) -> String {
        let namespace = pod.prefix { $0 != "/" }
        func owned(by kind: String, _ uid: Int) -> String {
            "ownerReferences: [{kind: \(kind), name: x, uid: u\(uid)}]"
        }
        return waiting(side, pod, container, issuer: "ClusterIssuer") + """
              clusterissuers.cert-manager.io: {internal-ca: {status: {conditions: [{type: Ready, status: "True"}]}}}
              certificaterequests.cert-manager.io: {\(namespace)/metrics-1: {metadata: {uid: u2, \(owned(by: "Certificate", 1))}}}
              orders.acme.cert-manager.io: {\(namespace)/metrics-1-1: {metadata: {uid: u3, \(owned(by: "CertificateRequest", 2))},
                status: {state: pending}}}
              challenges.acme.cert-manager.io: {\(namespace)/metrics-1-1-1: {metadata: {uid: u4, \(owned(by: "Order", 3))},
                spec: {type: DNS-01, dnsName: metrics.example.com}, status: {state: invalid, reason: "no such host"}}}

            """
    }

    private static func waiting(_ side: ClusterSide, _ pod: String, _ container: String, issuer: String) -> String {
        let parts = pod.split(separator: "/")
        let (namespace, name) = (parts[0], parts[parts.count - 1])
        return """
            \(side.rawValue):
              pods: {\(pod): {metadata: {creationTimestamp: "2026-11-22T11:10:00Z"}, status: {phase: Pending,
                conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-22T11:10:00Z"}], containerStatuses: [
                  {name: \(container), ready: false, restartCount: 0, state: {waiting: {reason: ContainerCreating}}}]}}}
              events: {\(namespace)/e1: {type: Warning, reason: FailedMount, count: 40, lastTimestamp: "2026-11-22T11:59:00Z",
                message: 'MountVolume.SetUp failed for volume "metrics" : secret "metrics-tls" not found',
                source: {component: kubelet}, involvedObject: {kind: Pod, namespace: \(namespace), name: \(name)}}}
              certificates.cert-manager.io: {\(namespace)/metrics: {metadata: {uid: u1}, spec: {secretName: metrics-tls,
                issuerRef: {kind: \(issuer), name: internal-ca}}, status: {conditions: [{type: Ready, status: "False",
                reason: DoesNotExist, message: Issuing certificate as Secret does not exist}]}}}

            """
    }
}
