import { expect, test } from "vitest";

import { environmentId } from "./environments";

test("a name is turned into the one that the server gives", () => expect(environmentId(" a/b/c ")).toBe("a_b_c"));
