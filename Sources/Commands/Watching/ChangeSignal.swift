/// Raised by what watches, awaited by who looks. Any number of changes before a look are one.
actor ChangeSignal {
    private var isRaised = false
    private var waiter: CheckedContinuation<Void, Never>?

    func raise() {
        isRaised = true
        wake()
    }

    /// What has changed so far will be seen.
    func clear() { isRaised = false }

    /// Waits until something has changed since `clear`, the time is up or the task is cancelled.
    ///
    /// - Returns: whether something has changed.
    @discardableResult
    func wait(atMost limit: Duration) async -> Bool {
        guard !isRaised else { return true }
        let timer = Task {
            try? await Task.sleep(for: limit)
            if !Task.isCancelled { self.wake() }
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled || isRaised {
                    continuation.resume()
                } else {
                    waiter = continuation
                }
            }
        } onCancel: {
            Task { await self.wake() }
        }
        timer.cancel()
        return isRaised
    }

    private func wake() {
        waiter?.resume()
        waiter = nil
    }
}
