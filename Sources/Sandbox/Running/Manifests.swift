/// The objects that a sandbox's clusters begin with, as the charts of KubeLB and MetalLB make them.
enum Manifests {
    /// The version that the sandbox's CCM and manager say they are.
    static let version = "v1.4.3"

    /// What every cluster has.
    static let namespaces = """
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: kube-system}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: default}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: kube-public}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: kube-node-lease}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: kubelb}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: kubernetes, namespace: default, labels: {component: apiserver, provider: kubernetes}}
        spec: {type: ClusterIP, clusterIP: 10.96.0.1, ports: [{name: https, port: 443, protocol: TCP, targetPort: 6443}]}
        """

    /// The CCM of a tenant (chart kubelb-ccm).
    static func ccm(tenant: String) -> String {
        """
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: kubelb-ccm, namespace: kubelb, labels: \(labels("kubelb-ccm"))}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: kubelb-ccm
          namespace: kubelb
          labels: \(labels("kubelb-ccm"))
          annotations: {meta.helm.sh/release-name: kubelb-ccm, meta.helm.sh/release-namespace: kubelb}
        spec:
          replicas: 1
          selector: {matchLabels: {app.kubernetes.io/instance: kubelb-ccm, app.kubernetes.io/name: kubelb-ccm}}
          template:
            metadata: {labels: \(labels("kubelb-ccm"))}
            spec:
              serviceAccountName: kubelb-ccm
              containers:
              - name: ccm
                image: quay.io/kubermatic/kubelb-ccm:\(version)
                imagePullPolicy: IfNotPresent
                args:
                - --enable-leader-election=true
                - --node-address-type=ExternalIP
                - --use-loadbalancer-class=false
                - --cluster-name=\(tenant)
                - --zap-log-level=info
                env: [{name: NAMESPACE, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: metadata.namespace}}}]
                ports: [{name: ccm-metrics, containerPort: 9445, protocol: TCP}]
                volumeMounts: [{name: kubelb-cluster, mountPath: /home/nonroot/.kube}]
              - \(proxySidecar(upstream: 9445))
              volumes: [{name: kubelb-cluster, secret: {secretName: kubelb-cluster}}]
        """
    }

    /// The manager (chart kubelb-manager), its Config, and MetalLB with a pool.
    static func management(pool: String, serverURL: String) -> String {
        """
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: cluster-info, namespace: kube-public}
        data:
          kubeconfig: |
            apiVersion: v1
            kind: Config
            clusters: [{name: "", cluster: {server: "\(serverURL)"}}]
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: kubelb-manager, namespace: kubelb, labels: \(labels("kubelb-manager"))}
        ---
        apiVersion: kubelb.k8c.io/v1alpha1
        kind: Config
        metadata: {name: default, namespace: kubelb}
        spec:
          envoyProxy: {replicas: 2, topology: shared, useDaemonset: false}
          loadBalancer: {}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: envoycp, namespace: kubelb, labels: \(labels("kubelb-manager"))}
        spec:
          type: ClusterIP
          selector: {app.kubernetes.io/instance: kubelb-manager, app.kubernetes.io/name: kubelb-manager}
          ports: [{name: grpc, port: 8001, protocol: TCP, targetPort: 8001}]
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: kubelb-manager
          namespace: kubelb
          labels: \(labels("kubelb-manager"))
          annotations: {meta.helm.sh/release-name: kubelb-manager, meta.helm.sh/release-namespace: kubelb}
        spec:
          replicas: 1
          selector: {matchLabels: {app.kubernetes.io/instance: kubelb-manager, app.kubernetes.io/name: kubelb-manager}}
          template:
            metadata: {labels: \(labels("kubelb-manager"))}
            spec:
              serviceAccountName: kubelb-manager
              containers:
              - name: manager
                image: quay.io/kubermatic/kubelb-manager:\(version)
                imagePullPolicy: IfNotPresent
                args: [--enable-leader-election=true, --debug=true, --zap-log-level=info]
                env: [{name: NAMESPACE, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: metadata.namespace}}}]
                ports: [{name: manager-metrics, containerPort: 9443, protocol: TCP}]
              - \(proxySidecar(upstream: 9443))
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: metallb-system}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: controller, namespace: metallb-system, labels: {app: metallb, component: controller}}
        spec:
          replicas: 1
          selector: {matchLabels: {app: metallb, component: controller}}
          template:
            metadata: {labels: {app: metallb, component: controller}}
            spec:
              containers: [{name: controller, image: "quay.io/metallb/controller:v0.15.2", args: [--port=7472, --log-level=info]}]
        ---
        apiVersion: metallb.io/v1beta1
        kind: L2Advertisement
        metadata: {name: sandbox, namespace: metallb-system}
        spec: {ipAddressPools: [sandbox]}
        \(self.pool(pool))
        """
    }

    /// The addresses that load balancers get, as `127.64.1.1-127.64.8.254`.
    static func pool(_ range: String) -> String {
        """
        ---
        apiVersion: metallb.io/v1beta1
        kind: IPAddressPool
        metadata: {name: sandbox, namespace: metallb-system}
        spec: {addresses: ["\(range)"], autoAssign: true}
        """
    }

    static func tenant(_ name: String) -> String {
        """
        ---
        apiVersion: kubelb.k8c.io/v1alpha1
        kind: Tenant
        metadata: {name: \(name)}
        spec: {loadBalancer: {}}
        """
    }

    /// A definition that says what is served; the schema is the server's own business.
    static func definition(name: String, group: String, version: String, kind: String, isNamespaced: Bool) -> String {
        """
        ---
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: \(name).\(group)}
        spec:
          group: \(group)
          names: {kind: \(kind), listKind: \(kind)List, plural: \(name), singular: \(kind.lowercased())}
          scope: \(isNamespaced ? "Namespaced" : "Cluster")
          versions:
          - {name: \(version), served: true, storage: true, schema: {openAPIV3Schema: {type: object,
             x-kubernetes-preserve-unknown-fields: true}}}
        status:
          acceptedNames: {kind: \(kind), listKind: \(kind)List, plural: \(name), singular: \(kind.lowercased())}
          conditions:
          - {type: NamesAccepted, status: "True", reason: NoConflicts, message: no conflicts found}
          - {type: Established, status: "True", reason: InitialNamesAccepted, message: the initial names have been accepted}
          storedVersions: [\(version)]
        """
    }

    /// A Service that KubeLB takes, for which two pods are made.
    /// Selects pods of `app`, of its own name where there is none.
    static func service(
        _ name: String, namespace: String, port: Int, protocol: String = "TCP", app: String? = nil
    ) -> String {
        """
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: \(name), namespace: \(namespace)}
        spec:
          type: LoadBalancer
          selector: {app: \(app ?? name)}
          ports: [{name: main, port: \(port), protocol: \(`protocol`), targetPort: \(port)}]
        """
    }

    private static func labels(_ name: String) -> String {
        "{app.kubernetes.io/instance: \(name), app.kubernetes.io/managed-by: Helm, app.kubernetes.io/name: \(name), "
            + "app.kubernetes.io/version: \(version), helm.sh/chart: \(name)-\(version)}"
    }

    private static func proxySidecar(upstream: Int) -> String {
        "{name: kube-rbac-proxy, image: \"quay.io/brancz/kube-rbac-proxy:v0.20.1\", args: "
            + "[\"--secure-listen-address=0.0.0.0:8443\", \"--upstream=http://127.0.0.1:\(upstream)/\", --v=0], "
            + "ports: [{name: metrics, containerPort: 8443, protocol: TCP}]}"
    }
}
