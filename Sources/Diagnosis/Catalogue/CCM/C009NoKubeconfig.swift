import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-C009: the CCM has no kubeconfig for the management cluster.
struct C009NoKubeconfig: Check {
    let documentation = CheckDocumentation(
        code: "C009",
        title: "The CCM has no usable kubeconfig for the management cluster",
        severity: .error,
        explains: Gate.all(of: .propagated),
        inputs: [],
        optionalInputs: [.tenantAccess, .tenantEvents, .ccmLogs, .managerLogs, .tenants, .addresses, .loadBalancers],
        meaning: """
            The CCM reads its kubeconfig for the management cluster from the key "kubelb" of a Secret, kubelb-cluster \
            by default. The Secret is missing, lacks that key, does not contain a kubeconfig, or is mounted at another path \
            than the one that the CCM reads.
            """,
        impact: "The CCM cannot start, so no Service is propagated, updated or cleaned up.",
        mending: """
            Create the Secret from the kubeconfig that the manager issued for the tenant, under the key "kubelb": \
            --from-file=kubelb=PATH. With a plain --from-file=PATH, the key is the name of the file.
            """,
        examples: [
            .fires(
                .error, "the CCM's log says that the file does not exist",
                """
                tenant: {access: {secrets: null}, pods: {\(CCMExamples.crashingPod)}}
                logs: {\(CCMExamples.log(
                    "unable to create rest config for kubelb cluster",
                    "stat /home/nonroot/.kube/kubelb: no such file or directory"))}
                """),
            .fires(
                .error, "the key is named after a file",
                """
                tenant:
                  access: \(CCMExamples.secret("exists: true, keys: [kubeconfig.yaml]"))
                  pods: {\(CCMExamples.crashingPod)}
                """),
            .fires(
                .warning, "the Secret was deleted under a CCM that runs",
                "tenant: {access: \(CCMExamples.secret("exists: false"))}"),
            .fires(
                .error, "the kubelet cannot mount the Secret",
                """
                tenant:
                  access: notCollected
                  pods: {kubelb/kubelb-ccm-1: {status: {phase: Pending, containerStatuses: [{name: ccm, ready: false,
                    state: {waiting: {reason: ContainerCreating}}}],
                    conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-22T11:30:00Z"}]}}}
                  events: {kubelb/kubelb-ccm-1.1: {type: Warning, reason: FailedMount, lastTimestamp: "2026-11-22T11:59:00Z",
                    message: 'MountVolume.SetUp failed for volume "kubelb-cluster" : secret "kubelb-cluster" not found',
                    involvedObject: {kind: Pod, namespace: kubelb, name: kubelb-ccm-1}}}
                """),
            .fires(
                .error, "the manager has not issued a kubeconfig, since it fails to set the Tenant up",
                """
                tenant:
                  services: {shop/web: null}
                  access: \(CCMExamples.secret("exists: false"))
                  pods: {\(CCMExamples.crashingPod)}
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}
                  addresses.kubelb.k8c.io: {tenant-acme/default: null}
                  tenants.kubelb.k8c.io: {acme: {status: {phase: Failed, conditions: [{type: Ready, status: "False",
                    reason: ReconciliationFailed, message: "failed to reconcile role: forbidden"}]}}}
                """),
            .fires(
                .error, "the Secret is mounted at another path than the CCM reads",
                """
                tenant:
                  pods: {\(CCMExamples.crashingPod)}
                  deployments.apps: {kubelb/kubelb-ccm: {spec: {template: {spec: {containers: [{name: ccm,
                    image: "quay.io/kubermatic/kubelb-ccm:v1.4.3", args: [--cluster-name=acme],
                    volumeMounts: [{name: kubelb-cluster, mountPath: /home/nonroot/kube}]}]}}}}}
                logs: {\(CCMExamples.log(
                    "unable to create rest config for kubelb cluster",
                    "stat /home/nonroot/.kube/kubelb: no such file or directory"))}
                """),
            .fires(
                .error, "--kubelb-kubeconfig names a path at which nothing is mounted",
                """
                tenant:
                  pods: {\(CCMExamples.crashingPod)}
                  deployments.apps: {kubelb/kubelb-ccm: {spec: {template: {spec: {containers: [{name: ccm,
                    image: "quay.io/kubermatic/kubelb-ccm:v1.4.3",
                    args: [--cluster-name=acme, --kubelb-kubeconfig=/etc/kubelb/config],
                    volumeMounts: [{name: kubelb-cluster, mountPath: /home/nonroot/.kube}]}]}}}}}
                logs: {\(CCMExamples.log(
                    "unable to create rest config for kubelb cluster",
                    "stat /etc/kubelb/config: no such file or directory"))}
                """),
            .fires(
                .error, "the same, by the log of a manager that reports no phase",
                """
                tenant:
                  services: {shop/web: null}
                  access: \(CCMExamples.secret("exists: false"))
                  pods: {\(CCMExamples.crashingPod)}
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}
                  addresses.kubelb.k8c.io: {tenant-acme/default: null}
                  tenants.kubelb.k8c.io: {acme: {status: null}}
                logs: {management/kubelb/kubelb-manager-1/manager.log: '{"level":"error","ts":"2026-11-22T11:59:00.000Z",
                  "msg":"Reconciler error","controller":"tenant-controller","Tenant":{"name":"acme"},"namespace":"","name":"acme",
                  "error":"failed to reconcile role: forbidden"}'}
                """),
            .fires(
                .error, "the controller that should create the Secret fails",
                """
                tenant:
                  access: \(CCMExamples.secret("exists: false"))
                  pods: {\(CCMExamples.crashingPod)}
                  events: {kubelb/e1: {type: Warning, reason: ErrUnsealFailed, count: 12,
                    message: "Failed to unseal: no key could decrypt secret (kubelb)", lastTimestamp: "2026-11-22T11:58:00Z",
                    involvedObject: {apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, namespace: kubelb, name: kubelb-cluster}}}
                """),
            .silent(
                "the log of an earlier run, while the CCM is up again",
                """
                tenant: {leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: {spec: {renewTime: "2026-11-22T11:00:00Z"}}}}
                logs: {\(CCMExamples.log(
                    "unable to create rest config for kubelb cluster",
                    "stat /home/nonroot/.kube/kubelb: no such file or directory"
                ).replacing("ccm.log", with: "ccm.previous.log"))}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let kubeconfig = CCMKubeconfig(context)
        let state = CCMState(context)
        let log = logged(state)
        let logEvidence = log.map { [context.evidence($0.source, $0.line)] } ?? []
        if let report = kubeconfig.report(context), let problem = problem(report, kubeconfig) {
            let keys = report.keys.isEmpty ? "none" : report.keys.joined(separator: ", ")
            let seen = Evidence(
                report.exists ? "\(kubeconfig.reference): keys" : kubeconfig.reference,
                report.exists ? keys : "not found")
            let note = state.isUp == true ? "; the CCM is still running with the kubeconfig it read at startup" : ""
            return [
                finding(state.startSeverity, problem + note, [seen] + logEvidence, .certain, kubeconfig, context)
            ]
        }
        if let mount = failedMount(state, kubeconfig, context) {
            return [
                finding(
                    .error,
                    "\(kubeconfig.reference) cannot be mounted into the CCM's pod: it does not exist or lacks a key",
                    [mount] + logEvidence, .certain, kubeconfig, isMounting: true, context)
            ]
        }
        guard let log else { return [] }
        if let misplaced = MisplacedKubeconfig(log.line.signature, kubeconfig, context) {
            return [
                Finding(
                    .error, misplaced.message, objects: [misplaced.deployment, kubeconfig.object],
                    evidence: [misplaced.evidence] + logEvidence, remedies: misplaced.remedies)
            ]
        }
        let hasKey = kubeconfig.report(context)?.keys.contains(KubeLBNames.kubeconfigKey) == true
        let note =
            hasKey && log.line.signature.isMissingFile
            ? ", although \(kubeconfig.reference) has the key \"\(KubeLBNames.kubeconfigKey)\": "
                + "its volume may not be mounted there" : ""
        return [
            finding(
                .error,
                "The CCM has no kubeconfig for the management cluster: \(log.line.signature.summary)"
                    + (log.line.signature.isMissingFile ? " (no such file or directory)" : "") + note,
                logEvidence,
                .likely, kubeconfig, context)
        ]
    }

    private func problem(_ report: SecretReport, _ kubeconfig: CCMKubeconfig) -> String? {
        guard report.exists else {
            return "\(kubeconfig.reference) does not exist, so the CCM has no kubeconfig for the management cluster"
        }
        guard !report.keys.contains(KubeLBNames.kubeconfigKey) else { return nil }
        let keys = report.keys.isEmpty ? "it has no keys" : "its keys: \(report.keys.joined(separator: ", "))"
        return
            "\(kubeconfig.reference) has no key \"\(KubeLBNames.kubeconfigKey)\" (\(keys)), the only key that the CCM reads"
    }

    private func logged(_ state: CCMState) -> (source: LogSource, line: RecognisedLine)? {
        state.standingLines.last { _, line in
            switch line.signature {
            case .kubeconfigMissing, .kubeconfigInvalid: true
            default: false
            }
        }
    }

    /// A container whose Secret is missing is never made, so there is no log; the kubelet says it in an Event.
    private func failedMount(
        _ state: CCMState, _ kubeconfig: CCMKubeconfig, _ context: CheckContext
    ) -> Evidence? {
        guard state.isUp == false else { return nil }
        for pod in state.pods ?? [] where !pod.isReady {
            let (namespace, name) = (pod.metadata.namespace, pod.metadata.name)
            let events = context.topology.warnings(.tenant, kind: "Pod", namespace: namespace, name: name) ?? []
            let event = events.last { event in
                event.reason == "FailedMount" && event.message.containsBytes(of: "\"\(kubeconfig.secretName)\"")
                    && (event.message.containsBytes(of: "secret \"\(kubeconfig.secretName)\" not found")
                        || event.message.containsBytes(of: "references non-existent secret key"))
            }
            if let event {
                return Evidence(
                    "Event of \(pod.reference)", "\(event.reason): \(event.message)", at: event.lastTimestamp)
            }
        }
        return nil
    }

    /// `isMounting`: the kubelet waits for the Secret and then starts the container by itself.
    private func finding(
        _ severity: Severity, _ message: String, _ evidence: [Evidence], _ confidence: Confidence,
        _ kubeconfig: CCMKubeconfig, isMounting: Bool = false, _ context: CheckContext
    ) -> Finding {
        // There is nothing to copy before the manager has set the Tenant up.
        let failed = FailedTenant(context).flatMap { $0.isUnused(context) ? $0 : nil }
        let copy = CCMRemedies.copyIssuedKubeconfig(kubeconfig, context)
            .filter { !isMounting || $0.risk != .restart }
        let wait = failed.map { _ in
            Remedy.fix("fix what keeps the manager from setting the Tenant up and issuing the kubeconfig")
        }
        let maker = failed == nil ? SecretMaker(syncing: kubeconfig.object, context) : nil
        var finding = Finding(
            severity,
            message + (failed.map { ". The manager has not issued one: \($0.words)" } ?? "")
                + (maker.map { ". \($0.words)" } ?? ""),
            objects: [kubeconfig.object] + (maker?.objects ?? []), evidence: evidence + (maker?.evidence ?? []),
            confidence: confidence,
            remedies: [wait].compactMap(\.self) + (maker?.remedies ?? [])
                + copy.map { wait == nil || $0.role != .fix ? $0 : .then($0.text, $0.command) }
                + [.inspect("list the keys of the Secret", context.kubectl("describe", kubeconfig.object))])
        if failed != nil { finding.suspects = ["T002"] }
        return finding
    }
}

extension LogSignature {
    fileprivate var isMissingFile: Bool {
        if case .kubeconfigMissing = self { true } else { false }
    }
}
