import Characters

/// A limit of a node that keeps programs on it from working, by what they log.
enum HostLimit: Sendable, Hashable {
    /// Instances or watches of inotify, which all containers of a host share; Linux reports a lack of instances as EMFILE.
    case inotify
    case memory
    case processes

    init?(_ text: String) {
        let words = text.lowercased()
        func has(_ phrase: String) -> Bool { words.containsBytes(of: phrase) }
        if has("too many open files") || has("inotify") && has("no space left on device") {
            self = .inotify
        } else if has("resource temporarily unavailable") && (has("fork") || has("pthread") || has("newosproc")) {
            self = .processes
        } else if has("cannot allocate memory") {
            self = .memory
        } else {
            return nil
        }
    }

    /// What raises it.
    var remedy: Remedy {
        switch self {
        case .inotify:
            .fix(
                "raise fs.inotify.max_user_instances and fs.inotify.max_user_watches on the nodes (sysctl), or the limit of open "
                    + "files; if the nodes are containers (kind), on their host. Then restart what failed")
        case .processes:
            .fix("raise the limits of processes on the nodes (kernel.pid_max, podPidsLimit of the kubelet)")
        case .memory: .fix("free memory on the nodes")
        }
    }
}
