"""A backend without a disk: environments are names with packages. Python 3.8, standard library."""

from __future__ import annotations

WHEN = "2026-01-01T00:00:00.500000Z"


class Memory:
    """As REST has it, as far as the verbs look."""

    def __init__(self, problem):
        self._problem = problem  # the class BackendError, of whichever copy of the verbs
        self.packages_of = {"base": ["conda"], "work": ["python", "pandas"]}
        self.past = {}
        self.plans = {}
        self.asked = []
        self.frozen = {}

    def offline(self):
        self.asked.append(("offline",))

    def environments(self):
        return [self._environment(name) for name in self.packages_of]

    def environment(self, name):
        if name not in self.packages_of:
            raise self._problem.of("not-found", "There is no environment named " + name + ".")
        return self._environment(name)

    def packages(self, name):
        self.environment(name)
        listed = [
            {"name": each, "version": "1", "build": "0", "channel": "c", "layer": "conda",
             "requested": True, "size": None}
            for each in self.packages_of[name]
        ]  # fmt: skip
        return {"packages": listed, "problems": []}

    def health(self, name):
        problem = {
            "code": "missing-files", "severity": "error", "message": "Files are missing.",
            "hint": "", "packages": [], "details": {},
            "repair": {"reinstall": ["pandas"], "install": [], "pip": [], "remove": []},
        }  # fmt: skip
        return {"problems": [problem] if name == "work" else [], "deep": False}

    def check(self, name):
        return self._job("Check " + name)

    def export(self, name, form, variant):
        text = "name: " + name + "\n"
        return {"format": form, "filename": "environment.yml", "text": text, "notices": [variant]}

    def plan(self, body):
        name = body["environment"]
        new = name not in self.packages_of or "packages" in body
        changes = [
            self._change(each, "install")
            for key in ("packages", "install", "reinstall", "pip")
            for each in body.get(key, ())
        ]
        changes += [self._change(each, "remove") for each in body.get("remove", ())]
        if body.get("file"):
            changes.append(self._change(body["file"]["name"], "install"))
        plan = {
            "id": str(len(self.plans)), "environment": name,
            "action": "create" if new else "rename" if body.get("rename") else "change",
            "title": "Change " + name, "conda": changes, "pip": [],
            "notices": [{"code": "n", "severity": "warning", "message": "Mind.", "packages": []}],
            "download_bytes": 1000, "disk_bytes": -5, "request": body,
        }  # fmt: skip
        self.plans[plan["id"]] = plan
        return plan

    def apply(self, plan_id):
        plan = self.plans[plan_id]
        name = plan["environment"]
        if plan["request"].get("rename"):
            self.packages_of[plan["request"]["rename"]] = self.packages_of.pop(name)
            return self._job(plan["title"])
        before = self.packages_of.get(name, [])
        self.past[name] = before
        gone = {each["name"] for each in plan["conda"] if each["action"] == "remove"}
        new = [each["name"] for each in plan["conda"] if each["action"] == "install"]
        self.packages_of[name] = [each for each in before if each not in gone] + new
        return self._job(plan["title"])

    def create(self, body):
        self.packages_of[body["name"]] = list(self.packages_of[body["clone"]])
        return self._job("Clone " + body["clone"])

    def remove(self, name):
        if name == "base":
            raise self._problem.of("protected", "base is protected.", "Clone it.")
        self.past[name] = self.packages_of.pop(name)
        return self._job("Remove " + name)

    def freeze(self, name, body):
        self.frozen[name] = body["frozen"]
        return self._environment(name)

    def removed(self):
        return []

    def revisions(self, name):
        listed = [
            {"id": each, "when": WHEN, "title": "Something", "door": "magic", "state": state,
             "parent": None, "changes": [], "request": None, "size": size}
            for each, state, size in (("new", "current", None), ("old", "kept", 5000))
        ]  # fmt: skip
        undo = "old" if name in self.past else None
        return {"environment": name, "revisions": listed, "undo": undo, "size": 5000}

    def diff(self, name, revision, against=None):
        changes = [self._change("pandas", "downgrade")]
        return {"before": against or "new", "after": revision, "changes": changes}

    def restore(self, name, revision=None):
        self.packages_of[name] = self.past.pop(name)
        return self._job("Take " + name + " back")

    def prune(self, name, revision=None):
        self.past.pop(name, None)
        return self.revisions(name)

    def search(self, query, limit):
        return [{"name": query, "version": "1", "channel": "c", "summary": "s"}][:limit]

    def versions(self, package):
        build = {"version": "1", "build": "0", "channel": "c", "size": 1, "python": None}
        return {"name": package, "versions": [build]}

    def kernels(self):
        return [
            {"id": "k1", "name": "conda-env-work-py", "environment": "work", "started": WHEN,
             "outdated": True}
        ]  # fmt: skip

    def cancel(self, job_id):
        self.asked.append(("cancel", job_id))

    def wait(self, job, report):
        for state in ("running", "done"):
            job = dict(job, state=state, ended=WHEN)
            report(job)
        return job

    def _job(self, title):
        progress = {"phase": "link", "done": 1, "total": 2, "unit": "packages", "message": "p"}
        return {
            "id": "j", "title": title, "action": "change", "environment": "", "state": "queued",
            "progress": progress, "problem": None, "log": [], "created": WHEN, "started": WHEN,
            "ended": None,
        }  # fmt: skip

    def _change(self, name, action):
        return {
            "name": name, "layer": "conda", "action": action, "before": None, "after": "1",
            "build_before": "", "build_after": "", "channel": "c", "requested": True,
            "size": 12345, "fetch": True,
        }  # fmt: skip

    def _environment(self, name):
        return {
            "name": name, "prefix": "/envs/" + name,
            "kind": "base" if name == "base" else "environment", "state": "ready",
            "protected": name == "base" or self.frozen.get(name, False), "writable": True,
            "own_server": False, "python": "3.12.1",
            "conda_packages": len(self.packages_of[name]), "pip_packages": 0,
            "kernels": ["conda-env-" + name + "-py"], "revision": None, "modified": None,
            "size": 1234, "problem": None,
        }  # fmt: skip
