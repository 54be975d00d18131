extension ExamplePair {
    /// The healthy pair as changes to nothing: tenant `acme` with one Service `shop/web`, KubeLB v1.4.3.
    static let healthyPair = """
        tenant:
          version: {gitVersion: v1.36.2}
          discovery.kubelb.k8c.io: {kind: APIResourceList, resources: [{name: syncsecrets}]}
          access:
            context: acme
            server: https://acme.example:6443
            insecureSkipTLSVerify: false
            clockSkewSeconds: 0.2
            reviews:
            - {subject: ccm, verb: list, resource: nodes, allowed: true}
            - {subject: ccm, verb: watch, resource: nodes, allowed: true}
            - {subject: ccm, verb: list, resource: services, allowed: true}
            - {subject: ccm, verb: watch, resource: services, allowed: true}
            - {subject: ccm, verb: update, resource: services, allowed: true}
            - {subject: ccm, verb: update, resource: services/status, allowed: true}
            secrets:
            - {namespace: kubelb, name: kubelb-cluster, exists: true, keys: [kubelb], server: "https://mgmt.example:6443",
               equalsIssued: true, clusterUID: 00000000-0000-4000-8000-00000000aaaa}
          namespaces:
            default: {status: {phase: Active}}
            kube-system: {metadata: {uid: 00000000-0000-4000-8000-00000000bbbb}, status: {phase: Active}}
            kubelb: {status: {phase: Active}}
            shop: {status: {phase: Active}}
          nodes:
            node-a:
              status:
                addresses: [{type: InternalIP, address: 10.0.0.11}, {type: ExternalIP, address: 203.0.113.11},
                  {type: Hostname, address: node-a}]
                conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-11-22T10:00:00Z"}]
            node-b:
              status:
                addresses: [{type: InternalIP, address: 10.0.0.12}, {type: ExternalIP, address: 203.0.113.12},
                  {type: Hostname, address: node-b}]
                conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-11-22T10:00:00Z"}]
          services:
            default/kubernetes: {metadata: {labels: {component: apiserver, provider: kubernetes}}, spec: {type: ClusterIP,
              clusterIP: 10.96.0.1, ports: [{name: https, port: 443, protocol: TCP, targetPort: 6443}]}}
            shop/web:
              metadata: {uid: 00000000-0000-4000-8000-000000000001, finalizers: [kubelb.k8c.io/cleanup]}
              spec:
                type: LoadBalancer
                selector: {app: web}
                externalTrafficPolicy: Cluster
                sessionAffinity: None
                allocateLoadBalancerNodePorts: true
                ipFamilyPolicy: SingleStack
                ports: [{name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31080}]
              status: {loadBalancer: {ingress: [{ip: 198.51.100.10, ipMode: VIP}]}}
          endpointslices.discovery.k8s.io:
            shop/web-1:
              metadata: {labels: {kubernetes.io/service-name: web}}
              addressType: IPv4
              ports: [{name: http, port: 8080, protocol: TCP}]
              endpoints:
              - {addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: true}, targetRef: {kind: Pod, name: web-1}}
              - {addresses: [10.244.2.5], nodeName: node-b, conditions: {ready: true}, targetRef: {kind: Pod, name: web-2}}
          pods:
            shop/web-1: {metadata: {labels: {app: web}}, spec: {nodeName: node-a, containers: [{name: web, image: "web:1",
              ports: [{name: http, containerPort: 8080, protocol: TCP}]}]}, status: {phase: Running, podIP: 10.244.1.5,
              conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-11-22T10:00:05Z"}],
              containerStatuses: [{name: web, ready: true, restartCount: 0, state: {running: {startedAt: "2026-11-22T10:00:02Z"}}}]}}
            shop/web-2: {metadata: {labels: {app: web}}, spec: {nodeName: node-b, containers: [{name: web, image: "web:1",
              ports: [{name: http, containerPort: 8080, protocol: TCP}]}]}, status: {phase: Running, podIP: 10.244.2.5,
              conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-11-22T10:00:05Z"}],
              containerStatuses: [{name: web, ready: true, restartCount: 0, state: {running: {startedAt: "2026-11-22T10:00:02Z"}}}]}}
            kubelb/kubelb-ccm-1:
              metadata: {labels: {app.kubernetes.io/name: kubelb-ccm, app.kubernetes.io/instance: kubelb-ccm}}
              spec:
                nodeName: node-a
                serviceAccountName: kubelb-ccm
                containers:
                - {name: ccm, image: "quay.io/kubermatic/kubelb-ccm:v1.4.3", args: [--cluster-name=acme,
                    --node-address-type=ExternalIP, --use-loadbalancer-class=false, --enable-leader-election=true],
                    volumeMounts: [{name: kubelb-cluster, mountPath: /home/nonroot/.kube}]}
                - {name: kube-rbac-proxy, image: "quay.io/brancz/kube-rbac-proxy:v0.20.1"}
                volumes: [{name: kubelb-cluster, secret: {secretName: kubelb-cluster}}]
              status:
                phase: Running
                conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-11-22T10:00:05Z"}]
                containerStatuses:
                - {name: ccm, ready: true, restartCount: 0, state: {running: {startedAt: "2026-11-22T10:00:02Z"}}}
                - {name: kube-rbac-proxy, ready: true, restartCount: 0, state: {running: {startedAt: "2026-11-22T10:00:02Z"}}}
          deployments.apps:
            kubelb/kubelb-ccm:
              metadata:
                generation: 1
                labels: {app.kubernetes.io/name: kubelb-ccm, app.kubernetes.io/instance: kubelb-ccm,
                  helm.sh/chart: kubelb-ccm-v1.4.3}
                annotations: {meta.helm.sh/release-name: kubelb-ccm, meta.helm.sh/release-namespace: kubelb}
              spec:
                replicas: 1
                selector: {matchLabels: {app.kubernetes.io/name: kubelb-ccm, app.kubernetes.io/instance: kubelb-ccm}}
                template:
                  metadata: {labels: {app.kubernetes.io/name: kubelb-ccm, app.kubernetes.io/instance: kubelb-ccm}}
                  spec:
                    serviceAccountName: kubelb-ccm
                    containers:
                    - {name: ccm, image: "quay.io/kubermatic/kubelb-ccm:v1.4.3", args: [--cluster-name=acme,
                        --node-address-type=ExternalIP, --use-loadbalancer-class=false, --enable-leader-election=true],
                        volumeMounts: [{name: kubelb-cluster, mountPath: /home/nonroot/.kube}]}
                    - {name: kube-rbac-proxy, image: "quay.io/brancz/kube-rbac-proxy:v0.20.1"}
                    volumes: [{name: kubelb-cluster, secret: {secretName: kubelb-cluster}}]
              status: {observedGeneration: 1, replicas: 1, readyReplicas: 1, availableReplicas: 1, updatedReplicas: 1}
          leases.coordination.k8s.io:
            kubelb/19f32e7b.ccm.kubelb.k8c.io: {spec: {holderIdentity: kubelb-ccm-1_abc, leaseDurationSeconds: 15,
              renewTime: "2026-11-22T11:59:59.000000Z"}}
          events: {}
          networkpolicies.networking.k8s.io: {}
          loadbalancers.kubelb.k8c.io: absent
        management:
          version: {gitVersion: v1.36.2}
          discovery.kubelb.k8c.io: {kind: APIResourceList, resources: [{name: addresses}, {name: configs},
            {name: loadbalancers}, {name: routes}, {name: syncsecrets}, {name: tenants}, {name: tenantstates}]}
          access:
            context: mgmt
            server: https://mgmt.example:6443
            insecureSkipTLSVerify: false
            clockSkewSeconds: 0.1
            reviews:
            - {subject: ccm, verb: create, resource: loadbalancers.kubelb.k8c.io, namespace: tenant-acme, allowed: true}
            - {subject: ccm, verb: update, resource: loadbalancers.kubelb.k8c.io, namespace: tenant-acme, allowed: true}
            - {subject: ccm, verb: create, resource: addresses.kubelb.k8c.io, namespace: tenant-acme, allowed: true}
            - {subject: ccm, verb: update, resource: addresses.kubelb.k8c.io, namespace: tenant-acme, allowed: true}
            secrets:
            - {namespace: tenant-acme, name: kubelb-ccm-kubeconfig, exists: true, keys: [kubelb],
               server: "https://mgmt.example:6443"}
          namespaces:
            default: {status: {phase: Active}}
            kube-system: {metadata: {uid: 00000000-0000-4000-8000-00000000aaaa}, status: {phase: Active}}
            kube-public: {status: {phase: Active}}
            kubelb: {status: {phase: Active}}
            tenant-acme:
              metadata: {labels: {kubelb.k8c.io/managed-by: kubelb}, ownerReferences: [{apiVersion: kubelb.k8c.io/v1alpha1,
                kind: Tenant, name: acme, uid: 00000000-0000-4000-8000-0000000000ac}]}
              status: {phase: Active}
          nodes:
            mgmt-a: {status: {conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-11-22T10:00:00Z"}]}}
            mgmt-b: {status: {conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-11-22T10:00:00Z"}]}}
          tenants.kubelb.k8c.io:
            acme:
              metadata: {finalizers: [kubelb.k8c.io/cleanup]}
              spec: {loadBalancer: {}, dns: {}}
              status: {phase: Ready, conditions: [{type: Ready, status: "True", reason: Reconciled,
                message: Tenant reconciled successfully}]}
          tenantstates.kubelb.k8c.io:
            tenant-acme/default: {status: {loadBalancer: {}, version: {edition: CE, gitVersion: v1.4.3}}}
          configs.kubelb.k8c.io:
            kubelb/default:
              spec: {envoyProxy: {replicas: 2, topology: shared, useDaemonset: false}, loadBalancer: {}}
              status: {version: {edition: CE, gitVersion: v1.4.3}}
          addresses.kubelb.k8c.io:
            tenant-acme/default: {spec: {addresses: [{ip: 203.0.113.11}, {ip: 203.0.113.12}]}}
          loadbalancers.kubelb.k8c.io:
            tenant-acme/00000000-0000-4000-8000-000000000001:
              metadata:
                finalizers: [kubelb.k8c.io/cleanup]
                labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: web, kubelb.k8c.io/tenant: tenant-acme}
              spec:
                type: LoadBalancer
                externalTrafficPolicy: Cluster
                ports: [{name: http, port: 80, protocol: TCP}]
                endpoints: [{addressesReference: {name: default}, ports: [{name: http, port: 31080, protocol: TCP}]}]
              status:
                loadBalancer: {ingress: [{ip: 198.51.100.10, ipMode: VIP}]}
                service: {ports: [{name: http, port: 80, protocol: TCP, nodePort: 32080, targetPort: 10000,
                  upstreamTargetPort: 31080}]}
          routes.kubelb.k8c.io: {}
          syncsecrets.kubelb.k8c.io: {}
          services:
            kubelb/envoycp:
              spec: {type: ClusterIP, ports: [{name: http, port: 8001, protocol: TCP, targetPort: 8001}],
                selector: {app.kubernetes.io/name: kubelb-manager}}
              status: {loadBalancer: {}}
            tenant-acme/envoy-00000000-0000-4000-8000-000000000001:
              metadata: {labels: {app.kubernetes.io/name: tenant-acme, kubelb.k8c.io/managed-by: kubelb,
                kubelb.k8c.io/lb-name: 00000000-0000-4000-8000-000000000001, kubelb.k8c.io/lb-namespace: tenant-acme,
                kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: web}}
              spec: {type: LoadBalancer, externalTrafficPolicy: Cluster, selector: {app.kubernetes.io/name: tenant-acme},
                ports: [{name: http, port: 80, protocol: TCP, targetPort: 10000, nodePort: 32080}]}
              status: {loadBalancer: {ingress: [{ip: 198.51.100.10, ipMode: VIP}]}}
          endpointslices.discovery.k8s.io:
            kubelb/envoycp-1:
              metadata: {labels: {kubernetes.io/service-name: envoycp}}
              addressType: IPv4
              ports: [{name: http, port: 8001, protocol: TCP}]
              endpoints: [{addresses: [10.245.1.2], conditions: {ready: true}, targetRef: {kind: Pod, name: kubelb-manager-1}}]
          deployments.apps:
            kubelb/kubelb-manager:
              metadata:
                generation: 1
                labels: {app.kubernetes.io/name: kubelb-manager, app.kubernetes.io/instance: kubelb-manager,
                  helm.sh/chart: kubelb-manager-v1.4.3}
                annotations: {meta.helm.sh/release-name: kubelb-manager, meta.helm.sh/release-namespace: kubelb}
              spec:
                replicas: 1
                selector: {matchLabels: {app.kubernetes.io/name: kubelb-manager}}
                template:
                  metadata: {labels: {app.kubernetes.io/name: kubelb-manager}}
                  spec: {containers: [{name: manager, image: "quay.io/kubermatic/kubelb-manager:v1.4.3"}]}
              status: {observedGeneration: 1, replicas: 1, readyReplicas: 1, availableReplicas: 1, updatedReplicas: 1}
            tenant-acme/envoy-tenant-acme:
              metadata: {generation: 1, labels: {app.kubernetes.io/name: kubelb-envoy-proxy,
                app.kubernetes.io/instance: tenant-acme, app.kubernetes.io/managed-by: kubelb}}
              spec:
                replicas: 2
                selector: {matchLabels: {app.kubernetes.io/name: tenant-acme}}
                template:
                  metadata: {labels: {app.kubernetes.io/name: tenant-acme, app.kubernetes.io/managed-by: kubelb}}
                  spec: {containers: [{name: envoy-proxy, image: "envoyproxy/envoy:distroless-v1.36.4"}]}
              status: {observedGeneration: 1, replicas: 2, readyReplicas: 2, availableReplicas: 2, updatedReplicas: 2}
          daemonsets.apps: {}
          pods:
            kubelb/kubelb-manager-1:
              metadata: {labels: {app.kubernetes.io/name: kubelb-manager}}
              spec: {nodeName: mgmt-a, containers: [{name: manager, image: "quay.io/kubermatic/kubelb-manager:v1.4.3"}]}
              status: {phase: Running, conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-11-22T10:00:05Z"}],
                containerStatuses: [{name: manager, ready: true, restartCount: 0, state: {running: {startedAt: "2026-11-22T10:00:02Z"}}}]}
            tenant-acme/envoy-tenant-acme-1:
              metadata: {labels: {app.kubernetes.io/name: tenant-acme, app.kubernetes.io/managed-by: kubelb}}
              spec: {nodeName: mgmt-a, containers: [{name: envoy-proxy, image: "envoyproxy/envoy:distroless-v1.36.4"}]}
              status: {phase: Running, conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-11-22T10:00:05Z"}],
                containerStatuses: [{name: envoy-proxy, ready: true, restartCount: 0, state: {running: {startedAt: "2026-11-22T10:00:02Z"}}}]}
            tenant-acme/envoy-tenant-acme-2:
              metadata: {labels: {app.kubernetes.io/name: tenant-acme, app.kubernetes.io/managed-by: kubelb}}
              spec: {nodeName: mgmt-b, containers: [{name: envoy-proxy, image: "envoyproxy/envoy:distroless-v1.36.4"}]}
              status: {phase: Running, conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-11-22T10:00:05Z"}],
                containerStatuses: [{name: envoy-proxy, ready: true, restartCount: 0, state: {running: {startedAt: "2026-11-22T10:00:02Z"}}}]}
          leases.coordination.k8s.io:
            kubelb/19f32e7b.kubelb.k8c.io: {spec: {holderIdentity: kubelb-manager-1_abc, leaseDurationSeconds: 15,
              renewTime: "2026-11-22T11:59:59.000000Z"}}
          events: {}
          resourcequotas: {}
          networkpolicies.networking.k8s.io: {}
          ipaddresspools.metallb.io: {}
          l2advertisements.metallb.io: {}
          bgpadvertisements.metallb.io: {}
          configmaps: {kube-public/cluster-info: {data: {kubeconfig: ""}}}
          serviceaccounts: {tenant-acme/kubelb-ccm: {}}
          roles.rbac.authorization.k8s.io: {tenant-acme/kubelb-ccm: {rules: [
            {apiGroups: [kubelb.k8c.io], resources: [loadbalancers, routes, addresses, syncsecrets],
              verbs: [create, update, get, list, delete, patch, watch]}]}}
          rolebindings.rbac.authorization.k8s.io: {tenant-acme/kubelb-ccm: {
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: kubelb-ccm},
            subjects: [{kind: ServiceAccount, name: kubelb-ccm, namespace: tenant-acme}]}}
          customresourcedefinitions.apiextensions.k8s.io:
            addresses.kubelb.k8c.io: &crd
              spec: {group: kubelb.k8c.io, versions: [{name: v1alpha1, served: true}]}
              status: {conditions: [{type: Established, status: "True"}]}
            configs.kubelb.k8c.io: *crd
            loadbalancers.kubelb.k8c.io: *crd
            routes.kubelb.k8c.io: *crd
            syncsecrets.kubelb.k8c.io: *crd
            tenants.kubelb.k8c.io: *crd
            tenantstates.kubelb.k8c.io: *crd
        """
}
