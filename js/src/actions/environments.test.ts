import { expect, test } from "vitest";

import { environmentId } from "./environments";

test("a name becomes the id that the server uses", () => expect(environmentId(" a/b/c ")).toBe("a_b_c"));
