/** A properties window: fields that a program offers and hears of. */
import { type Field, fieldsOf } from "../core/properties";
import { isComparison } from "../core/state";
import { usePage, usePageState } from "../page";
import { useSaveable } from "./frame";
import type { PaneProps } from "./paneProps";
import { PropertyField } from "./PropertyField";
import { fileNameOf } from "./saveable";

export function PropertiesPane({ window }: PaneProps) {
  const { actions } = usePage();
  const disabled = usePageState((state) => state.session === null || state.readonly || isComparison(state));
  useSaveable(() => [
    {
      label: "JSON of the properties",
      filename: fileNameOf(window, "properties.json"),
      make: () => new Blob([JSON.stringify(window.content, null, 2)], { type: "application/json" }),
    },
  ]);
  const tell = ({ id }: Field, value: string | boolean) =>
    actions.forward(window.id, { event_type: "PropertyUpdate", propertyId: id, value });

  return (
    <div className="content content-properties">
      <table className="table table-bordered table-condensed table-properties">
        <tbody>
          {fieldsOf(window.content).map((field) => (
            <tr key={`${field.id} ${field.type}`}>
              <th scope="row" className="table-properties-name">
                {field.name}
              </th>
              <td className="table-properties-value">
                <PropertyField
                  field={field}
                  answer={window.contentID}
                  disabled={disabled}
                  onUpdate={(value) => tell(field, value)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
