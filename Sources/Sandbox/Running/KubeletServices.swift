#if Sandbox
    import APIServer
    import Controllers

    /// A cluster's kubelet as its API server sees it: `pods/log` and `pods/proxy`.
    struct KubeletServices: PodServices {
        let kubelet: Kubelet
    }
#endif
